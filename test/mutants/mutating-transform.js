/**
 * jest's transform, with one mutant of lambda-src/ applied as its file is loaded: the working tree stays as it is.
 * The mutant comes as JSON in the environment variable MUTANT: {file, find, replace}, of which the file is absolute.
 */
const { createTransformer } = require('@swc/jest');

const mutant = process.env.MUTANT ? JSON.parse(process.env.MUTANT) : undefined;

module.exports = {
  createTransformer(options) {
    const inner = createTransformer(options);
    const mutated = (source, path) => (path === mutant?.file ? source.replace(mutant.find, () => mutant.replace) : source);
    return {
      ...inner,
      process: (source, path, ...rest) => inner.process(mutated(source, path), path, ...rest),
      getCacheKey: (source, path, ...rest) => inner.getCacheKey(mutated(source, path), path, ...rest),
    };
  },
};
