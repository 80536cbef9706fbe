/** Names of command-line tools, by which a line is known to be a command. */
import { positionals } from '../../../common/catalog/effect-check/tool-verbs.ts';

const list = (names: string) => new Set(names.trim().split(/\s+/));

/** Names that are no word of English: a line that begins with one is a command. */
export const distinct = list(`
  kubectl kubectx kubens k9s kubeadm kubelet kustomize helm helmfile minikube kind k3s oc stern skaffold argocd argo flux istioctl linkerd cilium velero
  docker docker-compose podman buildah skopeo crictl ctr nerdctl containerd crane
  aws gcloud gsutil bq az azcopy doctl ibmcloud oci hcloud openstack linode-cli eksctl kops rosa gh glab hub s3cmd rclone mc
  terraform tf tofu terragrunt packer vault consul nomad boundary pulumi ansible ansible-playbook ansible-vault ansible-galaxy ansible-inventory puppet chef-client knife salt salt-call
  git svn hg redis-cli redis-server redis-benchmark psql pg_dump pg_dumpall pg_restore pg_isready pg_ctl pg_ctlcluster pg_basebackup pg_lsclusters pgbench createdb dropdb createuser vacuumdb reindexdb patroni patronictl repmgr pgbackrest barman wal-g pgbouncer pg_controldata pg_rewind pg_upgrade pg_upgradecluster pg_createcluster pg_dropcluster pg_repack gitlab-psql gitlab-patronictl gitlab-ctl gitlab-rake gitlab-rails gitlab-backup
  mysql mysqldump mysqladmin mysqlcheck mariadb mariadb-dump mongo mongosh mongodump mongorestore mongostat cqlsh nodetool sqlite3 clickhouse-client influx etcdctl etcdutl cockroach
  kafka-topics.sh kafka-topics kafka-consumer-groups.sh kafka-consumer-groups kafka-console-consumer.sh kafka-console-consumer kafka-console-producer.sh kafka-console-producer
  kafka-configs.sh kafka-configs kafka-acls.sh kafka-acls kafka-reassign-partitions.sh kafka-reassign-partitions kafka-leader-election.sh kafka-log-dirs.sh kafka-broker-api-versions.sh kafka-get-offsets.sh kafka-server-start.sh kafka-server-stop.sh kafka-metadata-quorum.sh kafka-run-class.sh kcat kafkacat zkCli.sh zookeeper-shell.sh
  rabbitmqctl rabbitmqadmin rabbitmq-diagnostics rabbitmq-plugins rabbitmq-queues nats amtool promtool logcli
  systemctl journalctl loginctl timedatectl hostnamectl sysctl dmesg initctl supervisorctl monit chkconfig update-rc.d rc-service launchctl brew
  apt apt-get apt-cache apt-mark dpkg yum dnf rpm zypper apk snap pacman pip pip3 pipenv poetry uv npm npx yarn pnpm mvn gradle gradlew cargo gem bundle rake conda mamba
  curl wget httpie ssh scp sftp rsync ssh-keygen ssh-copy-id ssh-add sshpass telnet nc ncat netcat nmap dig nslookup traceroute tracepath mtr ping ping6 ifconfig netstat ss tcpdump iptables ip6tables nft ufw firewall-cmd arp ethtool nmcli iwconfig
  ls cd pwd cp mv rm mkdir rmdir chmod chown chgrp ln df du fdisk lsblk blkid mkfs mkfs.ext4 mkfs.xfs fsck xfs_repair xfs_growfs resize2fs lvextend lvcreate lvdisplay lvs vgs pvs vgdisplay pvdisplay growpart umount dd rsyslogd
  pdsh dsh clush pssh parallel-ssh dshbak bzgrep xzgrep icinga2 grep egrep fgrep zgrep rg ag awk gawk sed jq yq xargs tr uniq wc tac zcat gzip gunzip bzip2 xz zstd tar unzip zip md5sum sha256sum sha1sum base64 openssl gpg certbot keytool cfssl step certtool parted gdisk sgdisk sfdisk cfdisk partprobe mdadm zpool zfs drbdadm drbdsetup multipath iscsiadm tgtadm targetcli ceph ceph-volume cephadm rados rbd radosgw-admin ceph-authtool ceph-objectstore-tool monmaptool crushtool gluster xfs_admin xfs_info tune2fs e2fsck mkswap swapoff swapon losetup wipefs findmnt exportfs showmount nfsstat rpcinfo
  pcs crm_mon crm_resource corosync-quorumtool corosync-cfgtool stonith_admin virsh virt-install qemu-img lxc incus nova neutron cinder glance keystone keystone-manage nova-manage nova-status cinder-manage glance-manage swift swift-init swift-recon swift-get-nodes swift-ring-builder swift-dispersion-report openstack-status ironic-dbsync
  sacct sacctmgr sbatch scancel scontrol sdiag sprio sreport sshare srun condor_q condor_status condor_rm condor_submit condor_hold condor_release condor_history qsub qstat qdel qhost bjobs bkill bhosts
  restic borg borgmatic duplicity rsnapshot swanctl wg wg-quick openvpn nsenter lsns bpftrace perf getenforce setenforce sestatus restorecon ausearch semanage auditctl faillog faillock pwck klist kinit kdestroy ldapsearch ldapmodify ldapadd ipa sssctl realm talosctl kubeseal kubent kubectl-argo-rollouts rke rke2 k3sup calicoctl cilium-cli hubble tsh tctl logrotate puppetserver r10k hiera salt-key salt-run fleetctl nixos-rebuild rpm-ostree apt-key add-apt-repository yumdownloader subscription-manager snapper timeshift ovs-vsctl ovs-ofctl ovn-nbctl ovn-sbctl ovn-trace brctl conntrack ipset iptables-save iptables-restore ip6tables-save nfct ebtables vtysh birdc gobgp lldpcli snmpwalk snmpget mailq postqueue postsuper postfix exim doveadm sendmail rndc named-checkconf named-checkzone unbound-control dnf5 flatpak gnt-instance gnt-node gnt-cluster gnt-group gnt-job gnt-os gnt-backup icinga2 nagios zabbix_get zabbix_sender telegraf vmagent vmctl thanos mimirtool cortextool lokitool jaeger otelcol elasticsearch-reset-password elasticsearch-keystore opensearch-cli logstash filebeat auditbeat metricbeat solr nifi trino presto spark-submit hdfs yarn hive impala-shell beeline sqoop flume zkServer.sh kafka-dump-log.sh kafka-delete-records.sh kafka-producer-perf-test.sh kafka-consumer-perf-test.sh kafka-storage.sh kafka-cluster.sh kafka-features.sh kafka-transactions.sh kafka-verifiable-consumer.sh connect-distributed.sh mc-client valkey-cli redis-sentinel redis-check-rdb redis-check-aof keydb-cli varnishadm varnishstat varnishlog varnishd haproxy-cli socat dmsetup blkdiscard partprobe lvmdiskscan pvcreate pvmove pvremove vgcreate vgextend vgreduce vgremove vgchange lvremove lvchange lvconvert lvresize nvme baremetal manila designate heat octavia trove magnum openstack-config rosa ocm osdctl tkn kn odo crc crossplane kubectl-cnpg kubescape popeye dive trivy grype syft cosign oras helm-docs chezmoi just task lazydocker bpftool numactl taskset chrt cgget cgset systemd-analyze systemd-cgtop systemd-cgls systemd-tmpfiles coredumpctl resolvectl networkctl localectl busctl udevadm lspci lsusb lsscsi rescan-scsi-bus.sh multipathd kpartx sgdisk fstrim filefrag debugfs xfs_db btrfs xfs_quota repquota edquota quotaon rkhunter clamscan fail2ban-client certutil pk12util update-ca-certificates update-ca-trust trust a2ensite a2dissite apachectl apache2ctl nginx uwsgi gunicorn supervisord pm2 php-fpm artisan composer drush wp rails sidekiqctl celery flower airflow prefect dagster dbt alembic flyway liquibase goose migrate
  ps pgrep pkill killall kill htop iotop vmstat iostat mpstat sar lsof strace ltrace pstree pidof nproc uname lscpu lsmod modprobe dmidecode ipmitool smartctl megacli storcli hdparm fio
  nano vi vim nvim emacs sudo su doas chroot crontab visudo useradd usermod userdel groupadd passwd chage getent adduser deluser
  python python3 node perl ruby php java javac go rails bash sh zsh ksh export printenv nohup setsid tmux ssh-agent envsubst
  rndc named-checkconf named-checkzone exportfs showmount xfs_quota chronyc ntpq ip6tables rpcinfo nfsstat findmnt lspci
  nginx apachectl apache2ctl httpd haproxy varnishadm varnishreload squidclient caddy uwsgi gunicorn celery airflow dbt spark-submit hdfs yarn-daemon.sh hbase hive beeline
  monmaptool crushtool osdmaptool ceph-mon ceph-osd ceph-bluestore-tool ceph rados rbd radosgw-admin gluster zfs zpool mdadm multipath iscsiadm drbdadm pcs crm corosync-cfgtool keepalived weka
  hostname whoami uptime nvidia-smi sbatch squeue scancel sinfo sacct scontrol srun qstat qsub virsh qm pct lxc incus esxcli govc
  opensearch-cli elasticsearch-plugin es_rejected curator newrelic datadog-agent consul-template filebeat fluent-bit vector telegraf
  drush wp artisan manage.py flask alembic flyway liquibase sqlplus rman lsnrctl asmcmd srvctl crsctl dgmgrl sqlcmd bcp tctl temporal pgloader gitlab-ctl gitlab-rake gitlab-psql gitlab-rails knife sops age minio-client`);

/** Names that are words as well: such a line needs more to be a command. */
export const ambiguous = list(`
  make cat head tail less more find sort cut top watch time date who which test set source env echo printf read touch tee diff split join file stat free mount service
  cal screen script history type at yes true false sleep wait exec eval unset alias trap exit host link locate look last w id users groups man info timeout ip reboot shutdown halt poweroff
  act consumer step task just mix kind mc hub influx vector act salt go rake crane bundle snap hive age oc boundary flux argo step mail logrotate logger sync swapoff swapon strings nice ionice rename dig ping install for while if until case`);

/** Commands that are whole with their name alone. */
export const alone = list('pwd ls top htop uptime whoami hostname free dmesg mount lsblk df date id env printenv nvidia-smi squeue sinfo k9s kubens kubectx iotop vmstat reboot w who netstat ps');

/** Verbs that say nothing without what they act on, by tool. */
const wanting: Readonly<Record<string, ReadonlySet<string>>> = {
  kubectl: list('get describe logs delete apply create exec edit patch scale rollout label annotate cp port-forward drain cordon uncordon top expose run explain config debug attach set taint wait replace auth'),
  oc: list('get describe logs delete apply create exec edit patch scale rollout label adm'),
  helm: list('install upgrade uninstall rollback status history get show template delete lint pull repo'),
  docker: list('run exec pull push logs inspect rm rmi stop start restart kill tag build cp network volume image container system'),
  git: list('clone checkout switch add commit merge rebase reset revert cherry-pick tag remote config rm mv worktree submodule'),
  aws: list('s3 ec2 eks ecs rds iam ssm logs cloudwatch lambda sts s3api route53 elbv2 autoscaling sqs sns kms secretsmanager cloudformation dynamodb'),
  gcloud: list('compute container sql projects auth config iam functions run'),
  az: list('aks vm group storage network acr keyvault account'),
  systemctl: list('status start stop restart reload enable disable is-active is-enabled mask unmask edit cat show'),
  vault: list('read write list delete kv secrets policy auth token operator lease'),
  terraform: list('state workspace import taint'),
  redis: list('xgroup xinfo'),
};

/** Verbs that want one more word, however many options stand before it. */
const nouns: Readonly<Record<string, { valued: readonly string[]; verbs: RegExp }>> = {
  kubectl: { valued: ['-n', '--namespace', '--context', '-c', '-o', '--kubeconfig'], verbs: /^(?:edit|describe|logs|exec|scale|label|annotate|cordon|uncordon|drain|explain|patch|expose|cp|config (?:use-context|set-context|set|unset|view-context|delete-context|rename-context)|rollout (?:restart|status|undo|history|pause|resume))$/ },
  oc: { valued: ['-n', '--namespace', '--context', '-c', '-o'], verbs: /^(?:edit|describe|logs|exec|scale|label|annotate|patch|rsh|debug|adm (?:drain|cordon|uncordon|upgrade)|adm)$/ },
  openstack: { valued: ['--os-cloud', '-f', '-c'], verbs: /^\S+(?: \S+)* (?:show|delete|set|unset|create|reboot|start|stop|migrate|resize|add \S+|remove \S+|rebuild|evacuate|pause|unpause|suspend|resume|lock|unlock|shelve)$/ },
  ...Object.fromEntries(['nova', 'cinder', 'neutron', 'glance', 'manila', 'heat'].map((client) => [client, { valued: [], verbs: /^(?!(?:[\w-]+-)?(?:list|services|stats|status)$)[\w-]+$/ }])),
  helm: { valued: ['-n', '--namespace', '--kube-context'], verbs: /^(?:search repo|search hub|repo add|repo remove|repo|get|show|get values|show values|history|status|rollback|uninstall|diff|diff upgrade)$/ },
  argocd: { valued: ['--server'], verbs: /^(?:app|app (?:get|sync|diff|delete|set|history|rollback|wait|resources|logs)|cluster|proj|repo)$/ },
  systemctl: { valued: [], verbs: /^(?:start|stop|restart|reload|enable|disable|mask|unmask|edit|cat|is-active|is-enabled)$/ },
  git: { valued: ['-C'], verbs: /^(?:clone|checkout|switch|add|cherry-pick|revert|rm|mv|remote add|config)$/ },
};

function wantsMore(words: readonly string[]): boolean {
  const [tool = '', ...rest] = words;
  const known = Object.hasOwn(nouns, tool) ? nouns[tool] : undefined;
  if (known === undefined || rest.some((word) => /^(?:-f|-k|-l|-A|--all|--selector.*|--filename.*|-h|--help|--version|--list|-.*=.+)$/.test(word))) return false;
  return known.verbs.test(positionals(rest, known.valued).join(' '));
}

/** Takes a command's words; tells whether its tool and verb say enough to be run. */
export function isWhole(words: readonly string[]): boolean {
  const [tool = '', verb = ''] = words;
  if (wantsMore(words)) return false;
  if (words.length === 1) return alone.has(tool) || tool.includes('/');
  return words.length > 2 || !(wanting[tool]?.has(verb) ?? false) && (ambiguous.has(tool) ? words.length > 1 : true);
}
