import { createNodeResolver, importX } from 'eslint-plugin-import-x'
import vue from 'eslint-plugin-vue'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { walls } from './eslint.walls.js'

export default defineConfig([
  { ignores: ['out/', 'dist/', 'test-results/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  tseslint.configs.strictTypeChecked,
  vue.configs['flat/recommended-error'],
  { rules: vue.configs['no-layout-rules'].rules ?? {} },

  {
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createNodeResolver({ extensions: ['.ts', '.vue', '.js', '.mjs'] }),
      ],
    },
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      // `== null` is the one way to say "null or undefined" in one word.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'import-x/no-cycle': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Numbers read well in messages; bigint counts are everywhere.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `(x) => { f(x) }` and `(x) => f(x)` are the same where nothing is returned.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },

  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    // A prop with a question mark in its type says already that it may be absent.
    rules: { 'vue/require-default-prop': 'off' },
  },

  {
    // Their output is what a person at a terminal reads.
    files: ['src/cli/**', 'src/simulator/**', 'scripts/**'],
    rules: { 'no-console': 'off' },
  },

  {
    // In JavaScript, `@type` on a constant is how a value of unknown type gets one.
    files: ['**/*.{js,mjs}'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },

  {
    files: ['test/**'],
    rules: {
      // `expect(stub.method)` looks at a method, it doesn't call it.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },

  walls,
])
