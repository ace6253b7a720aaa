import { run } from './program';

// It is not an error if a reader stops early (`| head`). The exit code still says how the command ended.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
      throw error;
    }
  });
}

// `process.exit` would lose what a pipe has not taken yet.
void run(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
