/** What a service brings into a new cluster. One file a service; which contexts have it stands in `contexts.ts`. */
import type { Manifest } from '../cluster/object.ts';

export interface ServiceSeed {
  /**
   * Takes the name of the context and the world's time in unix milliseconds; gives the service's objects in the order they are
   * to be made, its namespace first. A uid, a time of creation and a status that stand in them are kept.
   */
  manifests(context: string, now: number): Manifest[];
  /**
   * Takes the new cluster's folder, the world's time in unix milliseconds and the name of the context; lays out what first
   * volumes will hold, in `seeds/<namespace>/<claim>/`.
   */
  plant?(folder: string, now: number, context: string): void;
}
