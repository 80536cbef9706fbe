/** Which style stands in which file, and which files a page is made of. Pure; `page-assets.ts` asks. */

/** What is read of Docusaurus's `client-manifest.json`: by the name a page's HTML is made with, the chunks that it brings. */
export interface Manifest {
  origins: Record<string, readonly (string | number)[]>;
}

/** What is read of the bundler's statistics. */
export interface BuiltChunks {
  chunks?: readonly { names?: readonly string[]; origins?: readonly { request?: string }[] }[];
  namedChunkGroups?: Readonly<Record<string, { chunks?: readonly (string | number)[] }>>;
}

/**
 * Takes a module's identifier and the names of the chunks it is in, null for those that come when a part is first used; gives
 * where its styles stand. Each stands in one place only, so that no order of visits puts one twice, and another before it.
 */
export function placeOf(identifier: string, chunks: readonly (string | null)[]): 'every page' | 'several parts' | 'its part' {
  const ofPages = chunks.filter((chunk) => chunk !== null);
  if (ofPages.includes('main') || ofPages.length > 1 || isTheme(identifier)) return 'every page';
  return chunks.length > 1 ? 'several parts' : 'its part';
}

/** The theme's styles count on their order. Behind the last `!` of an identifier is the file. */
function isTheme(identifier: string): boolean {
  return /[\\/]node_modules[\\/]@docusaurus[\\/][^!]*$/.test(identifier);
}

/**
 * Takes the manifest and what was built; gives it with the chunks of every page's parts under the names by which Docusaurus
 * asks for them, which are those of its `registry.js`. Throws when there are none: pages would be without their styles.
 */
export function withPages(manifest: Manifest, { chunks = [], namedChunkGroups = {} }: BuiltChunks): Manifest {
  const pages = chunks.flatMap(({ names: [name = ''] = [], origins = [] }) => {
    const group = namedChunkGroups[name]?.chunks;
    return group === undefined ? [] : origins.flatMap(({ request }) => (request === undefined ? [] : [[request, group] as const]));
  });
  if (pages.length === 0) throw new Error('The bundler does not say which parts pages are made of, so they would be without their styles. src/plugin/page-parts.ts reads its statistics.');
  return { ...manifest, origins: { ...Object.fromEntries(pages), ...manifest.origins } };
}
