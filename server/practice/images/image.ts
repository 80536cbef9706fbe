/**
 * What an image is in the practice world: a program of this machine, with the defaults a real image of that name has.
 * There is no file system of its own behind it: a container sees this machine's programs, read-only.
 */
export interface Image {
  /** names without registry and tag, such as `redis` */
  readonly names: readonly string[];
  /** tags that can honestly be run */
  readonly tags: ReadonlySet<string>;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string;
  /** number of the user its processes run as */
  readonly user: number;
  /** When a container of it is ready: a line of its output says so, or the command ends with 0. null: as soon as it runs. */
  readonly ready: { readonly line: RegExp; readonly command: readonly string[] } | null;
  /** folder of this repository with the programs it brings, seen read-only at `/opt/practice` */
  readonly programs?: string;
  /** whether its containers have `/run/practice/self` and `/run/practice/pods`: the network of sockets (`pods/network.ts`) */
  readonly network?: true;
  /** folders that the whole world shares, writable at `/run/practice/<name>` */
  readonly shares?: readonly ('database' | 'buckets')[];
}

export interface ImageReference {
  name: string;
  tag: string;
}

/**
 * Takes an image as a pod names it; gives its name and tag, or null when it names something no practice image is: another
 * registry, or a digest.
 */
export function parseReference(reference: string): ImageReference | null {
  const found = /^(?:docker\.io\/)?(?:library\/)?([a-z0-9]+(?:[._/-][a-z0-9]+)*)(?::([\w][\w.-]{0,127}))?$/.exec(reference);
  return found?.[1] === undefined ? null : { name: found[1], tag: found[2] ?? 'latest' };
}

/** Takes the images there are and an image as a pod names it; gives the one that is meant, or undefined. */
export function findImage(images: readonly Image[], reference: string): Image | undefined {
  const wanted = parseReference(reference);
  if (wanted === null) return undefined;
  return images.find((image) => image.names.includes(wanted.name) && image.tags.has(wanted.tag));
}
