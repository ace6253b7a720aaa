import { run } from './program';

// A reader of the output that has seen enough (`| head`) is no error; the exit code still says how the command ended.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
      throw error;
    }
  });
}

// Not `process.exit`: what a pipe has not taken yet would be lost.
void run(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
