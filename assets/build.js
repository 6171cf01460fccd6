// Builds dist/: app.css, each script of assets/scripts/ and the fonts of the PDF. Same input, same bytes.
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { buildSync } from 'esbuild';
import { compile } from 'sass';

const out = 'dist';
const fonts = 'node_modules/@expo-google-fonts/source-sans-3';

rmSync(out, { recursive: true, force: true });
mkdirSync(`${out}/fonts`, { recursive: true });

const { css } = compile('assets/styles/app.scss', {
  loadPaths: ['node_modules', '.'],
  style: 'compressed',
  quietDeps: true,
});
// No byte order mark, since the sheet is also set in a <style> element; no royal arms, since this is not GOV.UK; none of
// MOJ's icon files, for which our own sheet has signs of its own.
const sheet = css
  .replace(/^\uFEFF/, '')
  .replace(/[^{};]*\.govuk-footer__(copyright-logo|crown)[^{}]*\{[^{}]*\}/g, '')
  .replace(/background-image:url\([^)]*\/icon-[a-z-]+\.svg\);?/g, '');
if (/url\(/.test(sheet)) {
  throw new Error('app.css names a file outside itself');
}
writeFileSync(`${out}/app.css`, `/*! Includes GOV.UK Frontend and MOJ Frontend, MIT licence, copyright (c) Crown Copyright (Government Digital Service; Ministry of Justice) */\n${sheet}`);

// Each script is a file of its own: a page takes app.js and enabled.js, and names the others it needs.
const scripts = readdirSync('assets/scripts').filter((name) => name.endsWith('.js')).sort();
buildSync({
  entryPoints: scripts.map((name) => `assets/scripts/${name}`),
  outdir: out,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2021',
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
