/** What every cluster has from the beginning: its namespaces, one node, a class of storage, the roles of Kubernetes. */
import { formatTime } from './clock.ts';
import type { Manifest } from './object.ts';
import { builtinBindings, builtinRoles } from './rbac/builtin.ts';

/** Takes the node's name and the time; gives the manifests. */
export function bornWith(node: string, now: number): Manifest[] {
  const namespace = (name: string): Manifest => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return [
    ...['default', 'kube-node-lease', 'kube-public', 'kube-system'].map(namespace),
    nodeManifest(node, now),
    ...builtinRoles(), ...builtinBindings(),
    {
      apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass',
      metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'practice.handrail/volumes', reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate',
    },
    {
      apiVersion: 'v1', kind: 'Service', metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }] },
    },
  ];
}

function nodeManifest(name: string, now: number): Manifest {
  const time = formatTime(now);
  const condition = (type: string, status: string, reason: string, message: string) =>
    ({ type, status, reason, message, lastHeartbeatTime: time, lastTransitionTime: time });
  const resources = { cpu: '2', memory: '4Gi', pods: '110', 'ephemeral-storage': '20Gi' };
  return {
    apiVersion: 'v1', kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' } },
    spec: { podCIDR: '10.244.0.0/16', podCIDRs: ['10.244.0.0/16'] },
    status: {
      capacity: resources,
      allocatable: resources,
      addresses: [{ type: 'InternalIP', address: '192.168.49.2' }, { type: 'Hostname', address: name }],
      conditions: [
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
        condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
      ],
      nodeInfo: {
        machineID: '', systemUUID: '', bootID: '', kernelVersion: 'practice', osImage: 'Handrail practice world', containerRuntimeVersion: 'handrail://1',
        kubeletVersion: 'v1.32.4', kubeProxyVersion: '', operatingSystem: 'linux', architecture: 'amd64',
      },
    },
  };
}
