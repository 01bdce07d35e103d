/** Stands for the package of this name where no bundler makes bundles for browsers: see tsconfig.scripts.json. */
export {};
