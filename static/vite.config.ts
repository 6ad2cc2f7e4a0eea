import {svelte} from '@sveltejs/vite-plugin-svelte';
import {defineConfig} from 'vitest/config';
import {notices} from './notices.ts';

/** One entry a page that needs code; `django-vite` finds the built files through the manifest. */
export default defineConfig({
  plugins: [svelte(), notices()],
  base: './',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    rollupOptions: {
      input: {
        main: 'src/main.ts',
        reading: 'src/pages/reading.ts',
        compare: 'src/pages/compare.ts',
        lessons: 'src/pages/lessons.ts',
        judging: 'src/pages/judging.ts',
        practice: 'src/pages/practice.ts',
        edit: 'src/pages/edit.ts',
      },
    },
  },
  test: {
    environment: 'node',
    css: true, // the palette's contrast is tested

    include: ['*.test.ts', 'src/**/*.test.ts', 'eslint/**/*.test.js'],
    passWithNoTests: false,
    testTimeout: 60_000, // whole runs are read, on machines that may be busy
  },
});
