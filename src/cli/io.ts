/** Where a command reads and writes; results go to stdout, diagnostics to stderr. */
export type Io = {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Resolves when the process is asked to end. */
  readonly stopped: Promise<void>;
};
