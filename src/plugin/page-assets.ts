/**
 * A page names all it is made of, and brings no more. Docusaurus's HTML names the site's main script only; the page's own are
 * asked for when that one runs, which is a way there and back later. And it puts all styles into one file, those of parts
 * included that come when they are first used. Here every page names its own scripts and styles, and other parts bring theirs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadContext, Plugin } from '@docusaurus/types';
import type { ChunkGraph, Compiler, Module } from 'webpack';
import { type BuiltChunks, type Manifest, placeOf, withPages } from './page-parts.ts';

const name = 'handrail-page-assets';

/** Takes Docusaurus's context; gives the plugin. It is for what is built; while one writes, all comes at once. */
export default function pageAssets({ generatedFilesDir }: LoadContext): Plugin {
  const manifest = join(generatedFilesDir, 'client-manifest.json');
  return {
    name,
    configureWebpack: ({ mode }, isServer) => (isServer || mode !== 'production' ? {} : {
      optimization: { splitChunks: { cacheGroups: {
        styles: { test: standsIn('every page') },
        parts: { name: 'parts', type: 'css/mini-extract', chunks: 'all', enforce: true, priority: 50, test: standsIn('several parts') },
      } } },
      plugins: [{ apply: (compiler: Compiler) => { namePages(compiler, manifest); } }],
    }),
  };
}

function standsIn(place: ReturnType<typeof placeOf>) {
  return (module: Module, { chunkGraph }: { chunkGraph: ChunkGraph }): boolean =>
    placeOf(module.identifier(), chunkGraph.getModuleChunks(module).map((chunk) => chunk.name ?? null)) === place;
}

/** What Docusaurus's own plugin has written by then is what the pages' HTML is made with. */
function namePages(compiler: Compiler, file: string): void {
  compiler.hooks.afterEmit.tap(name, (compilation) => {
    const built = compilation.getStats().toJson({ all: false, ids: true, chunks: true, chunkOrigins: true, chunkGroups: true }) as BuiltChunks;
    writeFileSync(file, JSON.stringify(withPages(JSON.parse(readFileSync(file, 'utf8')) as Manifest, built)));
  });
}
