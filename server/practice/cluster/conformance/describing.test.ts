/** `kubectl describe` of each kind, and the tables of the kinds that other tests do not show. */
import { conformance } from './table.ts';

const given = `
{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: front}}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: shop, annotations: {note: hi}}, data: {colour: red}}
---
{apiVersion: v1, kind: Secret, metadata: {name: word, namespace: shop}, stringData: {password: open}}
---
{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: shop}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: main, namespace: shop, labels: {app: web}}, spec: {
  containers: [{name: c, image: nginx, ports: [{name: http, containerPort: 8080}], resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}},
    env: [{name: WORD, valueFrom: {secretKeyRef: {name: word, key: password}}}, {name: PLAIN, value: "1"}], envFrom: [{configMapRef: {name: settings}}],
    volumeMounts: [{name: data, mountPath: /data}, {name: settings, mountPath: /etc/settings, readOnly: true}]}],
  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}, {name: settings, configMap: {name: settings}}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, clusterIP: 10.96.7.8, ports: [{name: http, port: 80, targetPort: http}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: far, namespace: shop}, spec: {type: ExternalName, externalName: example.org}}
---
{apiVersion: v1, kind: Service, metadata: {name: headless, namespace: shop}, spec: {selector: {app: none}, clusterIP: None, ports: [{port: 80}]}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: front, namespace: shop}, spec: {ingressClassName: nginx, tls: [{hosts: [a.example.org]}], rules: [{host: a.example.org, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}, {host: b.example.org}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: closed, namespace: shop}, spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader, namespace: shop}, rules: [{apiGroups: [""], resources: [pods, pods/log], verbs: [get, list]}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: readers, namespace: shop}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}, subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: ann}, {kind: Group, apiGroup: rbac.authorization.k8s.io, name: ops}, {kind: ServiceAccount, name: robot, namespace: shop}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: everything-here}, rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: all-of-it}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: everything-here}, subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: ops}]}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: robot, namespace: shop}}
`;

const shop = '-n shop';

conformance('describing', { objects: given }, [
  [
    { run: `wait --for=condition=Ready pod/main ${shop} --timeout=30s`, out: 'pod/main condition met' },
    { run: `describe pod main ${shop}`, out: /^Name: +main\nNamespace: +shop\nPriority: +0\nService Account: +default\nNode: +practice\/192\.168\.49\.2\nStart Time: +.*\nLabels: +app=web\nAnnotations: +<none>\nStatus: +Running\nIP: +10\.244\.\S+\nIPs:\n {2}IP: +10\.244\.\S+\nContainers:\n {2}c:\n {4}Container ID: +containerd:\/\/[0-9a-f]{64}\n {4}Image: +nginx\n {4}Image ID: +docker\.io\/library\/nginx@sha256:[0-9a-f]{64}\n {4}Port: +8080\/TCP\n {4}Host Port: +0\/TCP\n {4}State: +Running\n {6}Started: +.*\n {4}Ready: +True\n {4}Restart Count: +0\n {4}Limits:\n {6}memory: +64Mi\n {4}Requests:\n {6}cpu: +100m\n {6}memory: +64Mi\n {4}Environment Variables from:\n {6}settings +ConfigMap +Optional: false\n {4}Environment:\n {6}WORD: +<set to the key 'password' in secret 'word'> +Optional: false\n {6}PLAIN: +1\n {4}Mounts:\n {6}\/data from data \(rw\)\n {6}\/etc\/settings from settings \(ro\)\n/ },
    { run: `describe pod main ${shop}`, out: /Conditions:\n {2}Type +Status\n {2}PodReadyToStartContainers +True *\n {2}Initialized +True *\n {2}Ready +True *\n {2}ContainersReady +True *\n {2}PodScheduled +True *\nVolumes:\n {2}data:\n {4}Type: +PersistentVolumeClaim \(a reference to a PersistentVolumeClaim in the same namespace\)\n {4}ClaimName: +data\n[\s\S]*QoS Class: +Burstable\nNode-Selectors: +<none>\nTolerations: +node\.kubernetes\.io\/not-ready:NoExecute op=Exists for 300s\n/ },
    { run: `describe svc web ${shop}`, out: /^Name: +web\nNamespace: +shop\nLabels: +<none>\nAnnotations: +<none>\nSelector: +app=web\nType: +ClusterIP\nIP Family Policy: +SingleStack\nIP Families: +IPv4\nIP: +10\.96\.7\.8\nIPs: +10\.96\.7\.8\nPort: +http +80\/TCP\nTargetPort: +http\/TCP\nEndpoints: +10\.244\.\S+:8080\nSession Affinity: +None\nInternal Traffic Policy: +Cluster\nEvents: +<none>\n$/ },
    { run: `describe svc headless ${shop}`, out: /IP: +None\n[\s\S]*Endpoints: *\n/ },
    { run: `describe endpoints web ${shop}`, out: /^Name: +web\n[\s\S]*Subsets:\n {2}Addresses: +10\.244\.\S+\n {2}NotReadyAddresses: +<none>\n {2}Ports:\n {4}Name +Port +Protocol\n {4}---- +---- +--------\n {4}http +8080 +TCP\n/ },
    { run: `describe pvc data ${shop}`, out: /^Name: +data\nNamespace: +shop\nStorageClass: +standard\nStatus: +Bound\nVolume: +pvc-[-0-9a-f]{36}\n[\s\S]*Finalizers: +\[kubernetes\.io\/pvc-protection\]\nCapacity: +2Gi\nAccess Modes: +RWO\nVolumeMode: +Filesystem\nUsed By: +main\nEvents:[\s\S]*ProvisioningSucceeded/ },
    { run: 'describe pv', out: /Status: +Bound\nClaim: +shop\/data\nReclaim Policy: +Delete\nAccess Modes: +RWO\nVolumeMode: +Filesystem\nCapacity: +2Gi\n/ },
    { run: 'describe node practice', out: /^Name: +practice\nRoles: +\S+\n[\s\S]*Ready +True +.*KubeletReady[\s\S]*Non-terminated Pods: +\(1 in total\)\n[\s\S]* {2}shop +main +100m \(5%\) +0 \(0%\) +64Mi \(1%\) +64Mi \(1%\) +\d+s\n/ },
  ],
  { run: `describe cm settings ${shop}`, out: 'Name:         settings\nNamespace:    shop\nLabels:       <none>\nAnnotations:  note: hi\n\nData\n====\ncolour:\n----\nred\n\n\nBinaryData\n====\n\nEvents:  <none>' },
  { run: `describe secret word ${shop}`, out: 'Name:         word\nNamespace:    shop\nLabels:       <none>\nAnnotations:  <none>\n\nType:  Opaque\n\nData\n====\npassword:  4 bytes' },
  { run: 'describe ns shop', out: /^Name: +shop\nLabels: +kubernetes\.io\/metadata\.name=shop\n +team=front\nAnnotations: +<none>\nStatus: +Active\n(\nNo resource quota\.\n\nNo LimitRange resource\.\n)?$/ },
  { run: `describe sa robot ${shop}`, out: /^Name: +robot\nNamespace: +shop\nLabels: +<none>\nAnnotations: +<none>\nImage pull secrets: +<none>\nMountable secrets: +<none>\nTokens: +<none>\nEvents: +<none>\n$/ },
  { run: 'describe sc standard', out: /^Name: +standard\nIsDefaultClass: +Yes\n[\s\S]*ReclaimPolicy: +Delete\nVolumeBindingMode: +Immediate\n/ },
  { run: `describe role reader ${shop}`, out: /^Name: +reader\nLabels: +<none>\nAnnotations: +<none>\nPolicyRule:\n {2}Resources +Non-Resource URLs +Resource Names +Verbs\n[\s\S]* {2}pods\/log +\[\] +\[\] +\[get list\]\n {2}pods +\[\] +\[\] +\[get list\]\n$/ },
  { run: `describe rolebinding readers ${shop}`, out: /^Name: +readers\n[\s\S]*Role:\n {2}Kind: +Role\n {2}Name: +reader\nSubjects:\n {2}Kind +Name +Namespace\n {2}---- +---- +---------\n {2}User +ann +\n {2}Group +ops +\n {2}ServiceAccount +robot +shop\n$/ },
  { run: `describe ingress front ${shop}`, out: /^Name: +front\n[\s\S]*Ingress Class: +nginx\n[\s\S]*a\.example\.org *\n +\/ +web:80 \(/ },
  { run: `describe netpol closed ${shop}`, out: /^Name: +closed\nNamespace: +shop\n[\s\S]*PodSelector: +app=web\n/ },
  { run: `describe pod none ${shop}`, status: 1, err: 'Error from server (NotFound): pods "none" not found' },
  { run: `describe cm sett ${shop}`, out: /^Name: +settings\n/ },
]);

conformance('tables of the rest', { objects: given }, [
  { run: `get svc ${shop}`, cells: ['NAME|TYPE|CLUSTER-IP|EXTERNAL-IP|PORT(S)|AGE', 'far|ExternalName|<none>|example.org|<none>|~', 'headless|ClusterIP|None|<none>|80/TCP|~', 'web|ClusterIP|10.96.7.8|<none>|80/TCP|~'] },
  { run: `get ingress ${shop}`, cells: ['NAME|CLASS|HOSTS|ADDRESS|PORTS|AGE', 'front|nginx|a.example.org,b.example.org||80, 443|~'] },
  { run: `get netpol ${shop}`, cells: ['NAME|POD-SELECTOR|AGE', 'closed|app=web|~'] },
  { run: `get role ${shop}`, cells: ['NAME|CREATED AT', 'reader|20*Z'] },
  { run: `get rolebinding -o wide ${shop}`, cells: ['NAME|ROLE|AGE|USERS|GROUPS|SERVICEACCOUNTS', 'readers|Role/reader|~|ann|ops|shop/robot'] },
  { run: 'get clusterrole everything-here', cells: ['NAME|CREATED AT', 'everything-here|20*Z'] },
  { run: 'get clusterrolebinding all-of-it', cells: ['NAME|ROLE|AGE', 'all-of-it|ClusterRole/everything-here|~'] },
  { run: `get sa ${shop}`, cells: ['NAME|SECRETS|AGE', 'default|0|~', 'robot|0|~'] },
  { run: `get ep headless ${shop}`, until: true, cells: ['NAME|ENDPOINTS|AGE', 'headless|<none>|~'] },
  [
    { run: 'get nodes -o wide', cells: ['NAME|STATUS|ROLES|AGE|VERSION|INTERNAL-IP|EXTERNAL-IP|OS-IMAGE|KERNEL-VERSION|CONTAINER-RUNTIME', 'practice|Ready|*|~|v1.32.*|192.168.49.2|<none>|*|*|*'] },
    { run: 'cordon practice', out: 'node/practice cordoned' },
    { run: 'get nodes', cells: ['NAME|STATUS|ROLES|AGE|VERSION', 'practice|Ready,SchedulingDisabled|*|~|v1.32.*'] },
    { run: 'uncordon practice', out: 'node/practice uncordoned' },
    { run: 'taint node practice a=b:NoSchedule', out: 'node/practice tainted' },
    { run: 'taint node practice a-', out: 'node/practice untainted' },
  ],
]);
