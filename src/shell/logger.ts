import winston from 'winston';
import type { Ports } from '../ports.ts';

/** The operational log: JSON lines on standard error. The legal record is the audit log's own writer, as a transport may lose lines silently (docs/decisions.md, 13 and 14). */
export const makeLogger = (level: 'debug' | 'info' | 'warn' | 'error' | 'silent'): winston.Logger =>
  winston.createLogger({
    level: level === 'silent' ? 'error' : level,
    silent: level === 'silent',
    format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
    transports: [new winston.transports.Console({ stderrLevels: ['debug', 'info', 'warn', 'error'] })],
  });

/** The log as the pipeline sees it. */
export const logTo = (logger: winston.Logger): Ports['log'] => (level, message, fields) => {
  logger.log({ level, message, ...fields });
};
