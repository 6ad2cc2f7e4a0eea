import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import rooms from './eslint/rooms.js';
import svelteConfig from './svelte.config.js';

export default ts.config(
  {ignores: ['dist/', 'node_modules/', 'src/generated/']},
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: {globals: {...globals.browser}},
    plugins: {rooms},
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', {max: 400, skipBlankLines: true, skipComments: true}],
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'rooms/arrows': 'error',
      'svelte/no-at-html-tags': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {parserOptions: {parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig}},
  },
  {
    // No DOM in core: it runs under vitest without a browser.
    files: ['src/core/**'],
    rules: {'no-restricted-globals': ['error', 'document', 'window', 'navigator', 'localStorage', 'alert']},
  },
  {files: ['*.js', '*.ts', 'eslint/**'], languageOptions: {globals: {...globals.node}}},
);
