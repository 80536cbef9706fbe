/** What the most used fields are for, in our own words: `kubectl explain` shows it. Fields without a line here show their type only. */
const kinds: Readonly<Record<string, string>> = {
  Pod: 'A Pod is one or more containers that run together on a node.',
  Deployment: 'A Deployment keeps a number of equal pods running, and replaces them step by step when its template changes.',
  ReplicaSet: 'A ReplicaSet keeps a number of equal pods running. Deployments make and scale them.',
  StatefulSet: 'A StatefulSet keeps pods with names and volumes of their own running, in order.',
  Job: 'A Job runs pods until as many as wanted have ended well.',
  CronJob: 'A CronJob makes a Job at the times of a schedule.',
  Service: 'A Service is one name and address for all pods that its selector finds.',
  ConfigMap: 'A ConfigMap holds settings that pods read as files or variables.',
  Secret: 'A Secret holds what is confidential, in base64, for pods to read as files or variables.',
  Namespace: 'A Namespace is a room for names: objects in different namespaces may have the same name.',
  Node: 'A Node is a machine on which pods run.',
  Event: 'An Event is a note of something that happened to another object. It goes after a while.',
  PersistentVolumeClaim: 'A PersistentVolumeClaim asks for storage that outlives the pods that use it.',
  PersistentVolume: 'A PersistentVolume is a piece of storage that a claim may be bound to.',
  ServiceAccount: 'A ServiceAccount is who a pod is when it speaks to the API.',
  Role: 'A Role lists what may be done in its namespace.',
  ClusterRole: 'A ClusterRole lists what may be done in the whole cluster, or in each namespace where it is bound.',
  RoleBinding: 'A RoleBinding gives a role to users, groups or service accounts, in its namespace.',
  ClusterRoleBinding: 'A ClusterRoleBinding gives a cluster role to users, groups or service accounts, everywhere.',
  Ingress: 'An Ingress says which requests from outside go to which Service.',
  NetworkPolicy: 'A NetworkPolicy says who may speak to the pods it selects.',
  StorageClass: 'A StorageClass is a kind of storage that claims may ask for.',
};

const common: Readonly<Record<string, string>> = {
  apiVersion: 'Group and version of the kind.',
  kind: 'What the object is.',
  metadata: 'Name, labels and what else every object has.',
  spec: 'What is wanted.',
  status: 'What is: the cluster writes it.',
};

const fields: Readonly<Record<string, string>> = {
  'ObjectMeta.name': 'Name of the object, once in a namespace for each kind. It stays.',
  'ObjectMeta.namespace': 'Namespace the object is in. It stays.',
  'ObjectMeta.labels': 'Names and values by which objects are selected.',
  'ObjectMeta.annotations': 'Names and values for tools and people. Nothing selects by them.',
  'ObjectMeta.ownerReferences': 'Objects this one belongs to: when all are gone, it goes too.',
  'ObjectMeta.finalizers': 'What must be done before the object may go. It stays until the list is empty.',
  'ObjectMeta.resourceVersion': 'Changes with every change. An update from an older version is refused.',
  'PodSpec.containers': 'The containers of the pod. There is at least one, and the list stays as long as the pod.',
  'PodSpec.initContainers': 'Containers that run one after another, each to its end, before the others start.',
  'PodSpec.volumes': 'Folders that containers of the pod may mount.',
  'PodSpec.restartPolicy': 'Whether containers that ended start again.',
  'PodSpec.nodeName': 'Node the pod runs on. The scheduler sets it.',
  'PodSpec.serviceAccountName': 'ServiceAccount the pod runs as.',
  'PodSpec.terminationGracePeriodSeconds': 'Seconds between the polite signal to end and the one that cannot be refused.',
  'Container.name': 'Name of the container, a DNS label, once in a pod.',
  'Container.image': 'Image the container runs, with its tag.',
  'Container.command': 'What is run instead of the entrypoint of the image.',
  'Container.args': 'Arguments of what is run.',
  'Container.env': 'Variables of the environment.',
  'Container.envFrom': 'ConfigMaps and Secrets whose keys all become variables.',
  'Container.ports': 'Ports the container listens on. They are told for people and Services.',
  'Container.resources': 'How much memory and processor the container asks for, and how much it may have.',
  'Container.volumeMounts': 'Where volumes of the pod appear in the container.',
  'Container.readinessProbe': 'How it is found out whether the container can take requests.',
  'Container.livenessProbe': 'How it is found out whether the container must be restarted.',
  'Container.imagePullPolicy': 'When the image is fetched.',
  'EnvVar.name': 'Name of the variable.',
  'EnvVar.value': 'Value of the variable, a text.',
  'EnvVar.valueFrom': 'Where the value comes from, when it is not told here.',
  'ResourceRequirements.limits': 'Most that the container may have. Above its memory limit it is killed.',
  'ResourceRequirements.requests': 'What the container needs: a node must have that much free.',
  'VolumeMount.mountPath': 'Folder of the container at which the volume appears.',
  'DeploymentSpec.replicas': 'How many pods are wanted; 1 unless told.',
  'DeploymentSpec.selector': 'Labels by which its pods are found. The template must have them.',
  'DeploymentSpec.template': 'What its pods are like. A change makes new pods.',
  'DeploymentSpec.strategy': 'How old pods are replaced by new ones.',
  'StatefulSetSpec.replicas': 'How many pods are wanted; 1 unless told.',
  'StatefulSetSpec.serviceName': 'Service that gives the pods their host names.',
  'StatefulSetSpec.volumeClaimTemplates': 'Claims that each pod gets for itself, and keeps.',
  'JobSpec.backoffLimit': 'How often a failed pod is tried again.',
  'JobSpec.template': 'What its pods are like. It stays.',
  'JobSpec.ttlSecondsAfterFinished': 'Seconds after its end until the Job is removed.',
  'CronJobSpec.schedule': 'Five fields: minute, hour, day of the month, month, day of the week.',
  'CronJobSpec.suspend': 'Whether no more Jobs are made for now.',
  'CronJobSpec.concurrencyPolicy': 'What happens when the last Job still runs.',
  'CronJobSpec.jobTemplate': 'What the Jobs are like.',
  'ServiceSpec.selector': 'Labels of the pods it stands for.',
  'ServiceSpec.ports': 'Ports it has, and the ports of the pods they lead to.',
  'ServiceSpec.clusterIP': 'Its address; None for a Service that only gives names to pods.',
};

/** Takes a type and, if one is meant, its field; gives what it is for, or an empty text. */
export function descriptionOf(type: string, field?: string): string {
  if (field === undefined) return read(kinds, type);
  return read(fields, `${type}.${field}`) || (Object.hasOwn(kinds, type) ? read(common, field) : '');
}

function read(table: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(table, name) ? table[name] ?? '' : '';
}
