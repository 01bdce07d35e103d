import next from "eslint-config-next";
import nextTypescript from "eslint-config-next/typescript";

const restrict = (...patterns) => ({
  "no-restricted-imports": [
    "error",
    {
      patterns: patterns.map(([match, message]) =>
        typeof match[0] === "string" ? { group: match, message } : { regex: match[0].source, message },
      ),
    },
  ],
});
const prisma = [["@prisma/*", "**/generated/prisma/**"], "Only repositories and lib/db.ts touch Prisma."];
const services = [
  ["@/lib/**/service", "@/lib/**/repository", "@/lib/db", "@/lib/sql", "@/lib/env"],
  "Browser code reads through queries.ts and the REST API.",
];
const frames = [["@/app/**", "@/components/**"], "lib knows neither routes nor components."];
const foreign = [["@/lib/*/repository"], "Rooms see each other's services and rules, never each other's repositories."];
const database = [["@/lib/db", "@/lib/sql", "kysely"], "Only repositories and lib/commits speak to the database."];
const routesOfApp = [[/^@\/app\/(?!.*\/actions$)/], "Of app, components know the actions that their forms submit to."];
const links = [["next/link"], "components/ui/link.tsx asks the server for nothing before a link is followed."];
const impure = [
  ["@/lib/*", "@/lib/!(versioning)/**", "next/**", "react", "pg"],
  "The engine is pure: no database, no HTTP, no framework.",
];

const config = [
  ...next,
  ...nextTypescript,
  {
    ignores: [
      "lib/generated/**",
      ".next/**",
      ".data/**",
      ".data-test/**",
      "test-results/**",
      "playwright-report/**",
      "next-env.d.ts",
    ],
  },
  {
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/no-explicit-any": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "off",
    },
  },
  // A write is one statement (lib/commits). Code inside a transaction could ask the pool for a second connection, which is
  // how a crowd once held all of it; the two places that need a lock across statements do nothing else while they hold it.
  {
    files: ["lib/**", "app/**", "components/**", "prisma/**", "tests/**"],
    ignores: ["lib/auth/repository.ts", "lib/media/repository.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "MemberExpression[property.name='$transaction']", message: "Hand effects to lib/commits instead." },
      ],
    },
  },
  // What only types tell: a promise that nobody waits for takes its error with it, or the process.
  {
    files: ["{lib,app,components,scripts,tests,prisma,e2e}/**/*.{ts,tsx}"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
  // The direction of imports: app → components → lib/*/{schema,rules,queries}; app → service → {rules, versioning, repository} → db.
  {
    files: ["app/**"],
    rules: restrict(prisma, links, [["@/lib/**/repository", "@/lib/db", "@/lib/sql"], "A route calls one service."]),
  },
  {
    files: ["components/**"],
    ignores: ["components/testing/**"],
    rules: restrict(prisma, services, routesOfApp, links),
  },
  // A query and what makes it stale name the same key.
  {
    files: ["components/**", "lib/**/queries.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "Property[key.name='queryKey'] > ArrayExpression",
          message: "Keys are made in lib/query-keys.ts.",
        },
      ],
    },
  },
  {
    files: ["lib/**"],
    ignores: ["lib/db.ts", "**/*.test.ts"],
    rules: restrict(prisma, frames, foreign, database),
  },
  {
    files: ["lib/**/repository.ts", "lib/commits/**", "lib/bulk-copy.ts", "lib/health.ts", "lib/sql.ts"],
    rules: restrict(prisma, frames, foreign),
  },
  { files: ["lib/versioning/**"], ignores: ["**/*.test.ts"], rules: restrict(prisma, frames, impure) },
  { files: ["e2e/**"], rules: { "react-hooks/rules-of-hooks": "off" } },
];

export default config;
