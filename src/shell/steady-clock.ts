/** Milliseconds that have passed by a clock that may be set back: such a step counts as none. */
export const makeSteadyClock = (now: () => number): (() => number) => {
  let last = now();
  let passed = 0;
  return () => {
    const time = now();
    passed += Math.max(0, time - last);
    last = time;
    return passed;
  };
};
