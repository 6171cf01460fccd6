// Builds dist/: app.css, app.js, enabled.js and the fonts of the PDF. Same input, same bytes.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { buildSync } from 'esbuild';
import { compile } from 'sass';

const out = 'dist';
const fonts = 'node_modules/@expo-google-fonts/source-sans-3';

rmSync(out, { recursive: true, force: true });
mkdirSync(`${out}/fonts`, { recursive: true });

const { css } = compile('assets/styles/app.scss', {
  loadPaths: ['node_modules'],
  style: 'compressed',
  quietDeps: true,
});
// No byte order mark, since the sheet is also set in a <style> element; no royal arms, since this is not GOV.UK.
const sheet = css
  .replace(/^\uFEFF/, '')
  .replace(/[^{};]*\.govuk-footer__(copyright-logo|crown)[^{}]*\{[^{}]*\}/g, '');
if (/url\(/.test(sheet)) {
  throw new Error('app.css names a file outside itself');
}
writeFileSync(`${out}/app.css`, `/*! Includes GOV.UK Frontend, MIT licence, copyright (c) Crown Copyright (Government Digital Service) */\n${sheet}`);

buildSync({
  entryPoints: { app: 'assets/scripts/app.js', enabled: 'assets/scripts/enabled.js' },
  outdir: out,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2020',
  legalComments: 'inline',
});

for (const [folder, name] of [
  ['400Regular', 'SourceSans3_400Regular.ttf'],
  ['400Regular_Italic', 'SourceSans3_400Regular_Italic.ttf'],
  ['600SemiBold', 'SourceSans3_600SemiBold.ttf'],
]) {
  copyFileSync(`${fonts}/${folder}/${name}`, `${out}/fonts/${name}`);
}
copyFileSync(`${fonts}/LICENSE_FONT`, `${out}/fonts/LICENSE.txt`);
