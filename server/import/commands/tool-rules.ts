/**
 * What the verbs of more tools do to a target. The catalog's own table holds what is sure and refuses what is too mild; this
 * one guesses, for a person to look over.
 */
import type { Effect } from '../../../common/catalog/effect.ts';

/** Tools that only look, whatever their arguments. */
export const readers = new Set(`
  ls cd pwd cat head tail less more grep egrep fgrep zgrep rg ag awk gawk jq yq tr uniq wc tac zcat sort cut diff cmp join split strings column nl fold paste printf echo export printenv env set unset
  ps pgrep top htop iotop vmstat iostat mpstat sar lsof strace ltrace pstree pidof nproc uname lscpu lsmod dmidecode uptime whoami who w id users groups hostname date cal free df du lsblk blkid stat file find locate which type whereis man info
  dig nslookup host traceroute tracepath mtr ping ping6 netstat ss tcpdump telnet nc ncat netcat nmap arp md5sum sha256sum sha1sum cksum base64 history sleep wait true false test [ [[ read source . exit time watch last getent locale
  pg_dump pg_dumpall pg_isready pg_lsclusters mysqldump mongodump mongostat pgbench promtool logcli stern k9s kubectx kubens nvidia-smi squeue sinfo sacct qstat dmesg journalctl lvs vgs pvs lvdisplay vgdisplay pvdisplay smartctl ipmitool
  kafka-console-consumer.sh kafka-console-consumer kcat kafkacat kafka-log-dirs.sh kafka-get-offsets.sh kafka-broker-api-versions.sh kafka-metadata-quorum.sh kafka-log-dirs
  basename dirname realpath readlink seq expr bc envsubst xxd od hexdump tput clear alias local declare typeset readonly shopt trap ssh-add ssh-agent ssh-keyscan keytool lsb_release kubeval kubeconform yamllint shellcheck hadolint trivy dive showmount named-checkconf named-checkzone exportinfo nfsstat rpcinfo getfacl getfattr repquota quota mysqlslap iperf iperf3 chronyc ntpq ntpstat sensors lspci lsusb lsscsi findmnt blockdev filefrag xfs_info tune2fs dumpe2fs`.trim().split(/\s+/));

/** Tools that change, whatever their arguments. */
export const changers = new Set(`
  cp mv mkdir chmod chown chgrp ln touch tee nano vi vim nvim emacs kafka-console-producer.sh kafka-console-producer ansible-playbook scp sftp rsync pg_restore pg_basebackup mysqlcheck mongorestore createdb createuser vacuumdb reindexdb
  useradd usermod groupadd passwd chage adduser visudo ssh-copy-id ssh-keygen certbot lvextend lvcreate xfs_growfs resize2fs growpart modprobe patch install reboot shutdown halt poweroff kill killall pkill killall5 renice
  kafka-server-start.sh kafka-server-stop.sh kafka-reassign-partitions.sh kafka-leader-election.sh sbatch srun spark-submit su fsck xfs_repair umount gzip gunzip bzip2 xz zip unzip update-rc.d chkconfig`.trim().split(/\s+/));

/** Tools that destroy, whatever their arguments. */
export const destroyers = new Set('sgdisk sfdisk cfdisk blkdiscard lvremove vgremove pvremove rm rmdir shred dd mkfs mkfs.ext4 mkfs.xfs wipefs fdisk dropdb userdel deluser truncate scancel unlink'.split(' '));

interface Rule { read: RegExp; destroy: RegExp; /** what an option or verb not known means */ otherwise: Effect }

const rule = (read: string, destroy: string, otherwise: Effect = 'change'): Rule => ({ read: new RegExp(`^(?:${read})$`), destroy: new RegExp(`^(?:${destroy || '(?!)'})$`), otherwise });
const cloud = rule('ls|list.*|describe.*|get|get-.*|head-.*|show.*|wait|lookup-.*|filter-.*|tail|status|view-.*|search-.*|batch-get-.*|test-.*|scan|query|estimate-.*|info|presign|version|login|configure|whoami|check-.*|diagnose|simulate-.*|validate.*|select-.*|print-.*|read|get-credentials|login-.*|ps|stat|log', 'rm|rb|delete.*|terminate.*|remove-.*|purge.*|deregister.*|destroy.*|revoke.*|purge');

/** Verbs looked for among a tool's first three words that are no options. */
export const rules: Readonly<Record<string, Rule>> = {
  docker: rule('ps|logs|inspect|images|stats|version|info|top|port|diff|history|ls|events|search|df|config|login|wait', 'rm|rmi|prune|down|kill'),
  'docker-compose': rule('ps|logs|config|images|top|version|port|events|ls', 'rm|down|kill'),
  podman: rule('ps|logs|inspect|images|stats|version|info|top|port|diff|history|ls', 'rm|rmi|prune|kill'),
  crictl: rule('ps|pods|logs|inspect|inspectp|images|stats|info|version', 'rm|rmi|rmp'),
  oc: rule('get|describe|logs|whoami|status|projects|project|version|explain|auth|login|top|events|can-i', 'delete|drain|prune'),
  minikube: rule('status|ip|logs|profile|version|service', 'delete'),
  istioctl: rule('analyze|proxy-status|proxy-config|version|describe|validate|pc|ps|bug-report', 'uninstall'),
  velero: rule('get|describe|logs|version', 'delete'),
  flux: rule('get|logs|check|tree|diff|events|stats|version|export', 'delete|uninstall'),
  argocd: rule('list|get|diff|history|logs|login|context|version|resources|manifests|wait', 'delete|delete-resource|rm'),
  aws: cloud, gcloud: cloud, gsutil: rule('ls|cat|du|stat|version|hash', 'rm|rb'), bq: rule('ls|show|query|head|version', 'rm'), az: cloud, doctl: cloud, gh: rule('list|view|status|diff|checks|login|watch', 'delete'), openstack: rule('list|show', 'delete|remove'),
  eksctl: rule('get|info|version|utils', 'delete'), s3cmd: rule('ls|info|du|get', 'del|rm|rb'), mc: rule('ls|cat|stat|du|find|diff|tree|head', 'rm|rb'), rclone: rule('ls|lsd|lsl|lsf|check|size|cat|about|tree', 'delete|purge|sync|move'),
  tf: rule('plan|show|output|validate|fmt|list|init|version', 'destroy|rm'), knife: rule('list|show|search|status|diff|cookbook-list', 'delete|bulk'),
  terraform: rule('plan|show|output|validate|fmt|list|init|version|graph|providers|console|get|refresh-only|select', 'destroy|rm'), tofu: rule('plan|show|output|validate|fmt|list|init|version|graph', 'destroy|rm'), terragrunt: rule('plan|show|output|validate|init|graph', 'destroy|rm'),
  consul: rule('members|info|catalog|monitor|get|list-peers|version|operator', 'delete|leave|force-leave|remove-peer'), nomad: rule('status|logs|plan|inspect|node-status|alloc-status|monitor', 'stop|purge'),
  ansible: rule('--list-hosts|ping', ''), 'ansible-inventory': rule('.*', ''), 'ansible-vault': rule('view', ''), 'ansible-galaxy': rule('list', 'remove'),
  git: rule('status|log|diff|show|branch|fetch|remote|blame|grep|describe|rev-parse|clone|pull|checkout|switch|stash|ls-files|ls-remote|shortlog|reflog|bisect|config', 'clean'),
  systemctl: rule('status|is-active|is-enabled|is-failed|list-.*|show|cat|get-default|show-environment', ''), service: rule('status|--status-all', ''), supervisorctl: rule('status|tail|pid|avail', ''), sysctl: rule('-a|-n', ''),
  loginctl: rule('list-.*|show-.*', ''), timedatectl: rule('status|show|list-timezones|timesync-status', ''), hostnamectl: rule('status', ''), launchctl: rule('list|print', ''), monit: rule('status|summary', ''),
  apt: rule('list|show|search|policy', 'remove|purge|autoremove'), 'apt-get': rule('check|download|changelog', 'remove|purge|autoremove'), 'apt-cache': rule('.*', ''), dpkg: rule('-l|-s|-L|-S|--list|--status', '-r|-P|--purge|--remove'),
  yum: rule('list|info|history|check-update|repolist|search|provides', 'remove|erase'), dnf: rule('list|info|history|check-update|repolist|search|provides', 'remove|erase'), rpm: rule('-q\\w*|--query|-V', '-e|--erase'), snap: rule('list|info|services|logs', 'remove'), brew: rule('list|info|search|outdated|services', 'uninstall|remove'),
  pip: rule('list|show|freeze|check|search', 'uninstall'), pip3: rule('list|show|freeze|check', 'uninstall'), npm: rule('list|ls|view|outdated|audit|test|why', 'uninstall|unpublish'), conda: rule('list|info|activate|env|search', 'remove'),
  etcdctl: rule('get|member|list|endpoint|status|health|alarm|hashkv|save|version|check|watch', 'del|remove|restore'), nodetool: rule('status|info|ring|describecluster|tpstats|cfstats|tablestats|compactionstats|netstats|gossipinfo|version|gcstats|proxyhistograms|getlogginglevels|describering|tablehistograms|statusbinary|statusgossip', 'decommission|removenode|assassinate|clearsnapshot'),
  rabbitmqctl: rule('list_.*|status|cluster_status|ping|node_health_check|environment|report|eval_file|version|await_startup|check_.*', 'delete_.*|purge_queue|reset|force_reset|forget_cluster_node|clear_.*'), 'rabbitmq-diagnostics': rule('.*', ''), 'rabbitmq-plugins': rule('list', ''), 'rabbitmq-queues': rule('.*check.*|quorum_status', ''), rabbitmqadmin: rule('list|show|get', 'delete|purge'),
  ceph: rule('status|-s|-w|find|metadata|ps|pg|ok-to-stop|safe-to-destroy|crash|health|df|osd df|tree|stat|detail|versions|dump|ls|get|quorum_status|perf|list|log', 'purge|destroy|rm|delete'), rados: rule('ls|df|lspools|get|stat', 'rm|purge'), rbd: rule('ls|info|du|status|list', 'rm|purge|remove'), zfs: rule('list|get', 'destroy|rollback'), zpool: rule('status|list|iostat|history|get', 'destroy|labelclear'), mdadm: rule('--detail|-D|--examine|-E', '--zero-superblock'), gluster: rule('info|status|list|statistics|heal', 'delete|detach|reset'),
  virsh: rule('list|dominfo|domstate|domblklist|net-list|pool-list|dumpxml|domifaddr|snapshot-list', 'undefine|destroy|vol-delete'), pcs: rule('status|config|show', 'delete|destroy'), crm: rule('status|show|configure show', 'delete'), scontrol: rule('show|ping', ''), multipath: rule('-ll|-l|-v.*', '-F|-f'),
  'kafka-topics': rule('--list|--describe', '--delete'), 'kafka-consumer-groups': rule('--list|--describe|--dry-run', '--delete|--delete-offsets'), 'kafka-configs': rule('--describe', ''), 'kafka-acls': rule('--list', '--remove'), 'kafka-reassign-partitions': rule('--verify|--generate', ''), 'zookeeper-shell': rule('ls|get|stat', 'delete|deleteall|rmr'),
  exportfs: rule('-v|-s', '-u|-au|-ua', 'read'), xfs_quota: rule('report.*|quota.*|df|print|state', ''), rndc: rule('status|stats|querylog|zonestatus|dumpdb', 'flush'),
  openssl: rule('s_client|x509|verify|version|rsa|pkcs12|asn1parse|crl|ciphers|dgst|ec|pkey|speed|rand', ''), nginx: rule('-t|-T|-v|-V', ''), apachectl: rule('configtest|status|fullstatus|-t|-S|-M', ''), apache2ctl: rule('configtest|status|fullstatus|-t|-S|-M', ''), httpd: rule('-t|-v|-V|-S', ''), haproxy: rule('-c|-v|-vv', ''), varnishadm: rule('backend.list|ban.list|param.show|vcl.list|status|ping', ''),
  ip: rule('a|addr|address|r|route|link|neigh|n|show|l|-br|-4|-s', 'del|delete|flush'), ifconfig: rule('-a', ''), iptables: rule('-L|-S|-nL|-nvL|-vnL|-Ln|-Lnv|--list|--list-rules|-n', '-F|-X|-D|--flush|--delete'), ufw: rule('status', 'reset|delete|disable'), 'firewall-cmd': rule('--list-.*|--state|--get-.*|--query-.*', ''), nmcli: rule('show|status', 'delete|del'), ethtool: rule('(?!-[A-Z]).*', ''), mount: rule('-l', ''), crontab: rule('-l', '-r'),
  patronictl: rule('list|history|show-config|topology|version|query|dsn', 'remove'), pgbackrest: rule('info|check|verify', 'stanza-delete|expire'), repmgr: rule('show|check|status', ''), pg_ctl: rule('status', ''), pg_ctlcluster: rule('status', ''), mysqladmin: rule('status|ping|processlist|extended-status|variables|version', 'drop|kill|flush-.*'),
  airflow: rule('list|info|version|state|list-runs|check|show|states-for-dag-run|list-import-errors|dags-report', 'delete|clear'), celery: rule('inspect|status|report|events|result', 'purge'), alembic: rule('current|history|heads|show|check', 'downgrade'), flyway: rule('info|validate', 'clean'), amtool: rule('query|show|check-config|config', ''), 'gitlab-ctl': rule('status|tail|show-config|service-list', 'cleanse|uninstall'), hdfs: rule('-ls|-cat|-du|-df|-report|fsck|-get|-safemode|-count|-test', '-rm|-rmr|-rmdir|-expunge|-format'),
  'manage.py': rule('check|showmigrations|shell|dbshell|dumpdata|diffsettings|sqlmigrate|test|inspectdb', 'flush'), tctl: rule('describe|list|show', 'terminate'), temporal: rule('describe|list|show|count', 'terminate|delete'), govc: rule('.*\\.info|ls|about|find|.*\\.ls', '.*\\.destroy'), sops: rule('-d|--decrypt', ''), skopeo: rule('inspect|list-tags', 'delete'), kustomize: rule('build|version|cfg', ''), helm: rule('list|ls|status|get|history|template|lint|show|search|diff|version|env|pull|repo|dependency|dep|test|verify', 'uninstall|delete'), helmfile: rule('diff|list|lint|status|template|build', 'destroy|delete'),
};

/** Verbs of tools that are not known at all, or of scripts by their names. */
export const generic: Rule = rule('list|ls|get|show|describe|status|info|ps|logs?|inspect|versions?|check|diff|history|view|top|events|validate|verify|ping|search|query|whoami|help|stats?|health|healthcheck|cat|print|dump|plan|test|lint|--help|--version|-h|--dry-run|--status|--list|--check|--show|report|tail|count|diagnose|display|whois|monitor|doctor', 'delete|destroy|remove|rm|purge|drop|uninstall|prune|wipe|flush|terminate|truncate|del|erase|nuke|clean|--delete|--purge|--destroy|decommission');
