/**
 * jest's transform, which applies one mutant of lambda-src/ when its file is loaded. The working tree stays as it is.
 * The environment variable MUTANT holds the mutant as JSON: {file, find, replace}. The path of the file is absolute.
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
