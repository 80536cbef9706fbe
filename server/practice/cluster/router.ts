/** From a request to what answers it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  aggregatedType, aggregatedVersion, apiGroup, apiGroupList, apiResourceList, apiVersions, groupDiscoveryList, version,
} from './discovery.ts';
import type { Clock } from './clock.ts';
import { commandOf, refuseUpgrade, requireProtocol, serveExec } from './exec.ts';
import type { RunningPod } from './kubelet.ts';
import { answerLog } from './log.ts';
import type { Objects } from './objects.ts';
import type { Pod } from './pod.ts';
import { publishOpenApi } from './openapi/publisher.ts';
import { containerOf, isStarting, requireRunning } from './pod-access.ts';
import { truth } from './query.ts';
import { attributesOf } from './rbac/attributes.ts';
import { Authorizer } from './rbac/authorizer.ts';
import { requireGrantable } from './rbac/escalation.ts';
import { forbiddenTo } from './rbac/forbidden.ts';
import { type User, userOf } from './rbac/user.ts';
import { Reader } from './read.ts';
import type { Resource, ResourceRegistry } from './resource.ts';
import { pods } from './resources.ts';
import { answer, answerError } from './respond.ts';
import { answerReview } from './review.ts';
import { type Route, route } from './route.ts';
import { handleScale } from './scale.ts';
import { ApiError, badRequest, methodNotAllowed, noSuchPath, notFound, statusOf } from './status.ts';
import type { Storage } from './storage.ts';
import { type Check, Writer } from './write.ts';

export interface RouterDeps {
  storage: Storage;
  objects: Objects;
  registry: ResourceRegistry;
  clock: Clock;
  /** what runs of a pod, by its uid */
  running: (uid: string) => RunningPod | null;
  onError: (error: unknown, where: string) => void;
}

type ListRoute = Extract<Route, { at: 'objects' }>;
type ObjectRoute = Extract<Route, { at: 'object' }>;

/** A request that its user may make. */
interface Admitted { url: URL; found: Route; user: User }

/** How long after its opening a world counts as new, in milliseconds: its slowest pod runs after some three seconds, on a busy machine after ten. */
const newFor = 15_000;

export class Router {
  readonly #deps: RouterDeps;
  readonly #reader: Reader;
  readonly #writer: Writer;
  readonly #authorizer: Authorizer;
  readonly #begunAt = performance.now();

  constructor(deps: RouterDeps) {
    this.#deps = deps;
    this.#reader = new Reader(deps.storage, deps.clock);
    this.#writer = new Writer(deps.storage, deps.objects);
    this.#authorizer = new Authorizer(deps.storage);
  }

  /** Answers any request. Never throws. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#dispatch(request, response, this.#admit(request));
    } catch (error) {
      this.#note(error, request);
      answerError(response, error);
    }
  }

  /** Answers a request to upgrade: exec, or a refusal. Never throws. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => { socket.destroy(); });
    try {
      const { found, url } = this.#admit(request);
      if (found.at !== 'object' || found.resource !== pods || !['exec', 'attach', 'portforward'].includes(found.subresource)) throw noSuchPath();
      await this.#untilAwake(found, url.searchParams, socket);
      const exec = this.#exec(found, url.searchParams);
      requireProtocol(request);
      serveExec(request, socket, head, exec);
    } catch (error) {
      this.#note(error, request);
      const known = error instanceof ApiError ? error : new ApiError(500, 'InternalError', '');
      refuseUpgrade(socket, known, statusOf(error));
    }
  }

  /** Takes a request; gives where it leads and who asks. Throws 403 when the roles do not allow it. */
  #admit(request: IncomingMessage): Admitted {
    const user = userOf(request.headersDistinct);
    const url = urlOf(request);
    const found = route(url.pathname, this.#deps.registry);
    const asked = attributesOf(request.method ?? 'GET', url.pathname, found, url.searchParams);
    const { allowed, reason } = this.#authorizer.decide(user, asked);
    if (!allowed) throw forbiddenTo(user, asked, reason);
    return { url, found, user };
  }

  #note(error: unknown, request: IncomingMessage): void {
    if (!(error instanceof ApiError)) this.#deps.onError(error, `${request.method ?? ''} ${request.url ?? ''}`);
  }

  /**
   * Somebody's first command in a world may come before its pods, which have been there for months as far as anybody is told:
   * while the world is new, it waits for them.
   */
  async #untilAwake({ namespace, name }: ObjectRoute, query: URLSearchParams, socket: Duplex): Promise<void> {
    const isComing = (): boolean => {
      const pod = this.#deps.storage.get<Pod>(pods, namespace, name);
      const container = pod?.spec.containers.find((one) => one.name === (query.get('container') || one.name));
      return pod !== undefined && container !== undefined && isStarting(pod, container.name);
    };
    while (performance.now() - this.#begunAt < newFor && !socket.destroyed && isComing()) await new Promise((resolve) => { setTimeout(resolve, 25); });
  }

  /** Checks all that can be wrong with a wish to run a command; gives what begins it. */
  #exec({ namespace, name, subresource }: ObjectRoute, query: URLSearchParams) {
    const pod = this.#pod(namespace, name);
    if (subresource !== 'exec') throw badRequest(`\`kubectl ${subresource === 'attach' ? 'attach' : 'port-forward'}\` is not part of the practice cluster. Use \`kubectl exec\` instead.`);
    const container = containerOf(pod, query.get('container'));
    requireRunning(pod, container);
    const running = this.#deps.running(pod.metadata.uid);
    if (!running) throw badRequest(`unable to upgrade connection: container not found ("${container}")`);
    const options = { command: commandOf(query), tty: truth(query, 'tty'), stdin: truth(query, 'stdin') };
    return () => running.exec(container, options);
  }

  #pod(namespace: string, name: string): Pod {
    const pod = this.#deps.storage.get<Pod>(pods, namespace, name);
    if (!pod) throw notFound(pods, name);
    return pod;
  }

  async #dispatch(request: IncomingMessage, response: ServerResponse, { url, found, user }: Admitted): Promise<void> {
    if (found.at === 'objects') return this.#objects(request, response, found, url.searchParams, user);
    if (found.at === 'object') return this.#object(request, response, found, url.searchParams, user);
    if (found.at === 'nowhere') throw noSuchPath();
    if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed();
    this.#describe(request, response, found);
  }

  /** Answers what is not about objects: version, health, discovery. */
  #describe(request: IncomingMessage, response: ServerResponse, found: Exclude<Route, { at: 'objects' | 'object' | 'nowhere' }>): void {
    const { registry } = this.#deps;
    const form = aggregatedVersion(request.headers.accept ?? '');
    const discovery = (core: boolean, legacy: object) => {
      if (form) answer(response, 200, groupDiscoveryList(registry, core, form), aggregatedType(form));
      else answer(response, 200, legacy);
    };
    switch (found.at) {
      case 'version': return answer(response, 200, version);
      case 'health': return void response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end('ok');
      case 'paths': return answer(response, 200, { paths: ['/api', '/api/v1', '/apis', '/healthz', '/openapi/v2', '/openapi/v3', '/version'] });
      // an empty document makes kubectl leave the checking to the server
      case 'openapi-v2': return void response.writeHead(200, { 'Content-Type': 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf', 'Content-Length': 0 }).end();
      case 'openapi-v3': return publishOpenApi(request, response, registry, found.path);
      case 'api': return discovery(true, apiVersions());
      case 'groups': return discovery(false, apiGroupList(registry));
      case 'group': return answer(response, 200, apiGroup(registry, found.group));
      case 'resources': {
        const { group, version: name } = found;
        return answer(response, 200, apiResourceList(registry.in(group, name), group === '' ? name : `${group}/${name}`));
      }
    }
  }

  async #objects(
    request: IncomingMessage, response: ServerResponse, { resource, namespace }: ListRoute, query: URLSearchParams, user: User,
  ): Promise<void> {
    if (!resource.verbs.includes('list')) {
      if (request.method !== 'POST' || (resource.namespaced && namespace === null)) throw methodNotAllowed();
      return answerReview(request, response, { authorizer: this.#authorizer, user, resource, namespace });
    }
    switch (request.method) {
      case 'GET': return this.#reader.many(request, response, resource, namespace, query);
      case 'POST': return this.#writer.create(request, response, { resource, namespace }, query, this.#check(user, resource, namespace ?? ''));
      case 'DELETE':
        if (!resource.verbs.includes('deletecollection')) throw methodNotAllowed();
        return this.#writer.deleteMany(request, response, resource, namespace, query);
      default: throw methodNotAllowed();
    }
  }

  #check(user: User, resource: Resource, namespace: string): Check {
    return (object, old) => { requireGrantable(this.#authorizer, { user, resource, namespace, object, old }); };
  }

  async #object(request: IncomingMessage, response: ServerResponse, found: ObjectRoute, query: URLSearchParams, user: User): Promise<void> {
    const { resource, namespace, name, subresource } = found;
    if (!resource.verbs.includes('get')) throw noSuchPath();
    if (subresource !== '' && subresource !== 'status') return this.#subresource(request, response, found, query);
    if (subresource === 'status' && !resource.subresources.some((one) => one.name === 'status')) throw noSuchPath();
    const part = subresource === 'status' ? 'status' : 'main';
    const check = this.#check(user, resource, namespace);
    switch (request.method) {
      case 'GET': return this.#reader.one(request, response, resource, namespace, name, query);
      case 'PUT': return this.#writer.replace(request, response, { resource, namespace, name, part }, query, check);
      case 'PATCH': return this.#writer.patch(request, response, { resource, namespace, name, part }, query, check);
      case 'DELETE':
        if (part === 'status') throw methodNotAllowed();
        return this.#writer.delete(request, response, { resource, namespace, name, part }, query);
      default: throw methodNotAllowed();
    }
  }

  async #subresource(request: IncomingMessage, response: ServerResponse, found: ObjectRoute, query: URLSearchParams): Promise<void> {
    const { resource, namespace, name, subresource } = found;
    const known = resource.subresources.some((one) => one.name === subresource);
    if (known && subresource === 'scale') return handleScale(request, response, this.#deps, found, query);
    if (known && subresource === 'log') {
      if (request.method !== 'GET') throw methodNotAllowed();
      const pod = this.#pod(namespace, name);
      return answerLog(response, pod, this.#deps.running(pod.metadata.uid), query, this.#deps.clock.now());
    }
    if (known && subresource === 'exec') {
      // kubectl asks again by POST when the upgrade was refused, and shows this answer
      this.#exec(found, query);
      requireProtocol(request);
    }
    throw noSuchPath();
  }

  /** Ends every watch. */
  close(): void {
    this.#authorizer.close();
    this.#reader.close();
  }
}

function urlOf(request: IncomingMessage): URL {
  try {
    return new URL(request.url ?? '/', 'http://cluster');
  } catch {
    throw noSuchPath();
  }
}
