// A process that audits as fast as it can until it is killed, and says after each record that it is durable.
import { openTestLog, outcome, permit } from './audit-log.ts';

const [directory = '', name = ''] = process.argv.slice(2);
const log = openTestLog(directory, { segmentBytes: 20_000 });
process.stdout.write('open\n');

const work = async (worker: number): Promise<never> => {
  for (let number = 0; ; number += 1) {
    const id = `${name}-${worker}-${number}`;
    log.begin();
    await log.decide(permit(id));
    process.stdout.write(`decided ${id}\n`);
    log.append(outcome(id));
    process.stdout.write(`outcome ${id}\n`);
    log.end();
    await new Promise((resolve) => { setImmediate(resolve); });
  }
};

await Promise.all(Array.from({ length: 6 }, (_, worker) => work(worker)));
