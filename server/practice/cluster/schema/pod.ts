/**
 * Pods and what is in them (k8s.io/api/core/v1/types.go, release 1.32): field names, types, and the `patchMergeKey` and
 * `patchStrategy` of each list.
 */
import type { TypeTable } from './field.ts';

export const pod: TypeTable = {
  Pod: { apiVersion: 'string', kind: 'string', metadata: 'ObjectMeta', spec: 'PodSpec', status: 'PodStatus' },
  PodTemplateSpec: { metadata: 'ObjectMeta', spec: 'PodSpec' },
  PodStatus: { conditions: '[any by type]', podIPs: '[any by ip]', hostIPs: '[any by ip]', '...': 'any' },
  PodSpec: {
    volumes: '[Volume by name retainKeys]', initContainers: '[Container by name]', containers: '[Container by name]',
    ephemeralContainers: '[any by name]', restartPolicy: 'string', terminationGracePeriodSeconds: 'int', activeDeadlineSeconds: 'int',
    dnsPolicy: 'string', nodeSelector: '{string}', serviceAccountName: 'string', serviceAccount: 'string',
    automountServiceAccountToken: 'bool', nodeName: 'string', hostNetwork: 'bool', hostPID: 'bool', hostIPC: 'bool',
    shareProcessNamespace: 'bool', securityContext: 'PodSecurityContext', imagePullSecrets: '[LocalObjectReference by name]',
    hostname: 'string', subdomain: 'string', affinity: 'any', schedulerName: 'string', tolerations: '[Toleration]',
    hostAliases: '[HostAlias by ip]', priorityClassName: 'string', priority: 'int', dnsConfig: 'any',
    readinessGates: '[PodReadinessGate]', runtimeClassName: 'string', enableServiceLinks: 'bool', preemptionPolicy: 'string',
    overhead: '{quantity}', topologySpreadConstraints: '[any by topologyKey]', setHostnameAsFQDN: 'bool', os: 'any', hostUsers: 'bool',
    schedulingGates: '[any by name]', resourceClaims: '[any by name retainKeys]', resources: 'ResourceRequirements',
  },
  PodReadinessGate: { conditionType: 'string' },
  HostAlias: { ip: 'string', hostnames: '[string]' },
  Toleration: { key: 'string', operator: 'string', value: 'string', effect: 'string', tolerationSeconds: 'int' },
  PodSecurityContext: {
    seLinuxOptions: 'any', windowsOptions: 'any', runAsUser: 'int', runAsGroup: 'int', runAsNonRoot: 'bool', supplementalGroups: '[int]',
    supplementalGroupsPolicy: 'string', fsGroup: 'int', sysctls: '[any]', fsGroupChangePolicy: 'string', seccompProfile: 'any',
    appArmorProfile: 'any', seLinuxChangePolicy: 'string',
  },
  Container: {
    name: 'string', image: 'string', command: '[string]', args: '[string]', workingDir: 'string', ports: '[ContainerPort by containerPort]',
    envFrom: '[EnvFromSource]', env: '[EnvVar by name]', resources: 'ResourceRequirements', resizePolicy: '[any]', restartPolicy: 'string',
    volumeMounts: '[VolumeMount by mountPath]', volumeDevices: '[VolumeDevice by devicePath]', livenessProbe: 'Probe',
    readinessProbe: 'Probe', startupProbe: 'Probe', lifecycle: 'Lifecycle', terminationMessagePath: 'string',
    terminationMessagePolicy: 'string', imagePullPolicy: 'string', securityContext: 'SecurityContext', stdin: 'bool', stdinOnce: 'bool', tty: 'bool',
  },
  ContainerPort: { name: 'string', hostPort: 'int', containerPort: 'int', protocol: 'string', hostIP: 'string' },
  EnvVar: { name: 'string', value: 'string', valueFrom: 'EnvVarSource' },
  EnvVarSource: {
    fieldRef: 'ObjectFieldSelector', resourceFieldRef: 'ResourceFieldSelector', configMapKeyRef: 'KeySelector', secretKeyRef: 'KeySelector',
  },
  ObjectFieldSelector: { apiVersion: 'string', fieldPath: 'string' },
  ResourceFieldSelector: { containerName: 'string', resource: 'string', divisor: 'quantity' },
  KeySelector: { name: 'string', key: 'string', optional: 'bool' },
  EnvFromSource: { prefix: 'string', configMapRef: 'OptionalReference', secretRef: 'OptionalReference' },
  OptionalReference: { name: 'string', optional: 'bool' },
  ResourceRequirements: { limits: '{quantity}', requests: '{quantity}', claims: '[any]' },
  VolumeMount: {
    name: 'string', readOnly: 'bool', recursiveReadOnly: 'string', mountPath: 'string', subPath: 'string', mountPropagation: 'string', subPathExpr: 'string',
  },
  VolumeDevice: { name: 'string', devicePath: 'string' },
  Probe: {
    exec: 'ExecAction', httpGet: 'HTTPGetAction', tcpSocket: 'TCPSocketAction', grpc: 'any', initialDelaySeconds: 'int', timeoutSeconds: 'int',
    periodSeconds: 'int', successThreshold: 'int', failureThreshold: 'int', terminationGracePeriodSeconds: 'int',
  },
  ExecAction: { command: '[string]' },
  HTTPGetAction: { path: 'string', port: 'intOrString', host: 'string', scheme: 'string', httpHeaders: '[any]' },
  TCPSocketAction: { port: 'intOrString', host: 'string' },
  Lifecycle: { postStart: 'LifecycleHandler', preStop: 'LifecycleHandler' },
  LifecycleHandler: { exec: 'ExecAction', httpGet: 'HTTPGetAction', tcpSocket: 'TCPSocketAction', sleep: 'any' },
  SecurityContext: {
    capabilities: 'any', privileged: 'bool', seLinuxOptions: 'any', windowsOptions: 'any', runAsUser: 'int', runAsGroup: 'int',
    runAsNonRoot: 'bool', readOnlyRootFilesystem: 'bool', allowPrivilegeEscalation: 'bool', procMount: 'string', seccompProfile: 'any',
    appArmorProfile: 'any',
  },
  Volume: {
    name: 'string', emptyDir: 'EmptyDirVolumeSource', persistentVolumeClaim: 'ClaimVolumeSource', configMap: 'ConfigMapVolumeSource',
    secret: 'SecretVolumeSource', hostPath: 'any', downwardAPI: 'any', projected: 'any', ephemeral: 'any', nfs: 'any', csi: 'any', image: 'any',
    gcePersistentDisk: 'any', awsElasticBlockStore: 'any', gitRepo: 'any', iscsi: 'any', glusterfs: 'any', rbd: 'any', flexVolume: 'any',
    cinder: 'any', cephfs: 'any', flocker: 'any', fc: 'any', azureFile: 'any', vsphereVolume: 'any', quobyte: 'any', azureDisk: 'any',
    photonPersistentDisk: 'any', portworxVolume: 'any', scaleIO: 'any', storageos: 'any',
  },
  EmptyDirVolumeSource: { medium: 'string', sizeLimit: 'quantity' },
  ClaimVolumeSource: { claimName: 'string', readOnly: 'bool' },
  ConfigMapVolumeSource: { name: 'string', items: '[KeyToPath]', defaultMode: 'int', optional: 'bool' },
  SecretVolumeSource: { secretName: 'string', items: '[KeyToPath]', defaultMode: 'int', optional: 'bool' },
  KeyToPath: { key: 'string', path: 'string', mode: 'int' },
};
