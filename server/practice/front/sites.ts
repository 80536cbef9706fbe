/** The sites of a world, one a line. What each is stands where its service is. */
import { sqlSite } from '../database/site.ts';
import type { WorldParts } from '../parts.ts';
import { vaultSite } from '../vault/site.ts';
import { gitSite } from './git.ts';
import { kafdropSite } from './kafdrop.ts';
import { s3proxySite } from './s3proxy.ts';
import type { Site } from './site.ts';

type MakeSite = (parts: WorldParts) => Site;

const sites: readonly MakeSite[] = [
  vaultSite,
  sqlSite,
  gitSite,
  kafdropSite,
  s3proxySite,
];

/** Takes the parts of a world; gives its sites. They must begin cheaply, and do their work at the first request. */
export function sitesOf(parts: WorldParts): Site[] {
  return sites.map((make) => make(parts));
}
