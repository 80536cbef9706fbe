/** The spec of a job with every field of a pod's template that is read as protobuf, each with a value of its own, zeros among them. */
const selector = { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'k', operator: 'In', values: ['v', 'w'] }] };
const items = [{ key: 'k', path: 'p', mode: 0 }, { key: 'k2', path: 'p2' }];
const files = [
  { path: 'labels', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.labels' }, mode: 256 },
  { path: 'cpu', resourceFieldRef: { containerName: 'c', resource: 'limits.cpu', divisor: '1m' } },
];
const http = { path: '/x', port: 'web', host: 'h', scheme: 'HTTPS', httpHeaders: [{ name: 'A', value: 'b' }] };
const windows = { gmsaCredentialSpecName: 'n', gmsaCredentialSpec: 's', runAsUserName: 'u', hostProcess: false };
const linux = { user: 'u', role: 'r', type: 't', level: 'l' };
const terms = [{ matchExpressions: [{ key: 'k', operator: 'Exists' }], matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n'] }] }];
const term = { labelSelector: selector, namespaces: ['n'], topologyKey: 't', namespaceSelector: {}, matchLabelKeys: ['a'], mismatchLabelKeys: ['b'] };
const pods = { requiredDuringSchedulingIgnoredDuringExecution: [term], preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 3, podAffinityTerm: term }] };

const volumes = [
  { name: 'a', hostPath: { path: '/p', type: '' } }, { name: 'b', emptyDir: {} }, { name: 'c', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } },
  { name: 'd', secret: { secretName: 's', items, defaultMode: 0, optional: false } }, { name: 'e', nfs: { server: 's', path: '/p', readOnly: true } },
  { name: 'f', persistentVolumeClaim: { claimName: 'c', readOnly: true } }, { name: 'g', downwardAPI: { items: files, defaultMode: 420 } },
  { name: 'h', configMap: { name: 'm', items, defaultMode: 420, optional: true } },
  {
    name: 'i', projected: {
      defaultMode: 420, sources: [
        { secret: { name: 's', items, optional: true } }, { downwardAPI: { items: files } }, { configMap: { name: 'm', items, optional: false } },
        { serviceAccountToken: { audience: 'a', expirationSeconds: 600, path: 't' } },
      ],
    },
  },
  { name: 'j', csi: { driver: 'd', readOnly: false, fsType: 'ext4', volumeAttributes: { a: 'b' }, nodePublishSecretRef: { name: 's' } } },
  {
    name: 'k', ephemeral: {
      volumeClaimTemplate: {
        metadata: { creationTimestamp: null, labels: { a: 'b' } }, spec: {
          accessModes: ['ReadWriteOnce'], resources: { limits: { storage: '2Gi' }, requests: { storage: '1Gi' } }, volumeName: 'v', selector,
          storageClassName: '', volumeMode: 'Block', dataSource: { apiGroup: 'g', kind: 'K', name: 'n' },
          dataSourceRef: { apiGroup: 'g', kind: 'K', name: 'n', namespace: 'o' }, volumeAttributesClassName: 'c',
        },
      },
    },
  },
  { name: 'l', image: { reference: 'r:1', pullPolicy: 'Always' } },
];

const container = {
  name: 'c', image: 'i:1', command: ['sh', ''], args: ['-c', 'x'], workingDir: '/w',
  ports: [{ name: 'web', hostPort: 8080, containerPort: 80, protocol: 'TCP', hostIP: '127.0.0.1' }],
  env: [
    { name: 'A', value: 'a' }, { name: 'B', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } },
    { name: 'C', valueFrom: { resourceFieldRef: { containerName: 'c', resource: 'limits.cpu', divisor: '0' } } },
    { name: 'D', valueFrom: { configMapKeyRef: { name: 'm', key: 'k', optional: true } } }, { name: 'E', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: false } } },
  ],
  envFrom: [{ prefix: 'P_', configMapRef: { name: 'm', optional: true } }, { secretRef: { name: 's' } }],
  resources: { limits: { cpu: '500m', memory: '64Mi' }, requests: { cpu: '0' }, claims: [{ name: 'r', request: 'q' }] },
  volumeMounts: [
    { name: 'a', mountPath: '/a', readOnly: true, recursiveReadOnly: 'IfPossible', subPath: 's', mountPropagation: 'None' }, { name: 'b', mountPath: '/b', subPathExpr: '$(A)' },
  ],
  volumeDevices: [{ name: 'k', devicePath: '/dev/k' }],
  livenessProbe: { exec: { command: ['true'] }, initialDelaySeconds: 1, timeoutSeconds: 2, periodSeconds: 3, successThreshold: 4, failureThreshold: 5, terminationGracePeriodSeconds: 6 },
  readinessProbe: { httpGet: http }, startupProbe: { tcpSocket: { port: 6379, host: 'h' } },
  lifecycle: { postStart: { httpGet: http }, preStop: { sleep: { seconds: 5 } } },
  terminationMessagePath: '/t', terminationMessagePolicy: 'File', imagePullPolicy: 'Always', stdin: true, stdinOnce: true, tty: true,
  resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
  securityContext: {
    capabilities: { add: ['A'], drop: ['ALL'] }, privileged: false, seLinuxOptions: linux, runAsUser: 0, runAsNonRoot: false, readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false, runAsGroup: 0, procMount: 'Default', windowsOptions: windows, seccompProfile: { type: 'Localhost', localhostProfile: 'p' },
    appArmorProfile: { type: 'RuntimeDefault' },
  },
};

export const everyField = {
  parallelism: 0, completions: 2, activeDeadlineSeconds: 60, selector, manualSelector: true, backoffLimit: 0, ttlSecondsAfterFinished: 0, completionMode: 'Indexed',
  suspend: false, backoffLimitPerIndex: 1, maxFailedIndexes: 2, podReplacementPolicy: 'Failed', managedBy: 'x/y',
  podFailurePolicy: {
    rules: [
      { action: 'Ignore', onExitCodes: { containerName: 'c', operator: 'In', values: [1, 2] } },
      { action: 'Count', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
    ],
  },
  successPolicy: { rules: [{ succeededIndexes: '0-1', succeededCount: 1 }] },
  template: {
    metadata: { creationTimestamp: null, labels: { a: 'b' }, annotations: { c: '' } },
    spec: {
      volumes, containers: [container], restartPolicy: 'Never', terminationGracePeriodSeconds: 0, activeDeadlineSeconds: 5, dnsPolicy: 'None',
      initContainers: [
        { name: 'first', image: 'i', resources: {}, restartPolicy: 'Always', livenessProbe: { grpc: { port: 1, service: '' } }, lifecycle: { preStop: { tcpSocket: { port: 1 } }, postStart: { exec: { command: ['a'] } } } },
      ],
      nodeSelector: { a: 'b' }, serviceAccountName: 's', serviceAccount: 's', nodeName: 'n', hostNetwork: true, hostPID: true, hostIPC: true,
      securityContext: {
        seLinuxOptions: linux, runAsUser: 1, runAsNonRoot: true, supplementalGroups: [0, 5], fsGroup: 0, runAsGroup: 3, sysctls: [{ name: 'n', value: 'v' }],
        windowsOptions: windows, fsGroupChangePolicy: 'Always', seccompProfile: { type: 'Unconfined' }, appArmorProfile: { type: 'Localhost', localhostProfile: 'p' },
        supplementalGroupsPolicy: 'Merge', seLinuxChangePolicy: 'Recursive',
      },
      imagePullSecrets: [{ name: 'p' }], hostname: 'h', subdomain: 'd',
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms },
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: terms[0] }],
        },
        podAffinity: pods, podAntiAffinity: pods,
      },
      schedulerName: 'x', automountServiceAccountToken: false,
      tolerations: [{ key: 'k', operator: 'Equal', value: 'v', effect: 'NoExecute', tolerationSeconds: 0 }], hostAliases: [{ ip: '1.2.3.4', hostnames: ['a', 'b'] }],
      priorityClassName: 'p', priority: 0, dnsConfig: { nameservers: ['1.1.1.1'], searches: ['s'], options: [{ name: 'n', value: '2' }, { name: 'edns0' }] },
      shareProcessNamespace: false, readinessGates: [{ conditionType: 'c' }], runtimeClassName: 'r', enableServiceLinks: false, preemptionPolicy: 'Never',
      overhead: { cpu: '250m' }, setHostnameAsFQDN: false, os: { name: 'linux' }, hostUsers: false, schedulingGates: [{ name: 'g' }],
      topologySpreadConstraints: [{
        maxSkew: 1, topologyKey: 't', whenUnsatisfiable: 'DoNotSchedule', labelSelector: selector, minDomains: 2, nodeAffinityPolicy: 'Honor',
        nodeTaintsPolicy: 'Ignore', matchLabelKeys: ['a'],
      }],
      resourceClaims: [{ name: 'r', resourceClaimName: 'c' }, { name: 's', resourceClaimTemplateName: 't' }],
      resources: { limits: { cpu: '1' } },
    },
  },
};
