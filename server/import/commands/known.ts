/** Names of command-line tools, by which a line is known to be a command. */

const list = (names: string) => new Set(names.trim().split(/\s+/));

/** Names that are no word of English: a line that begins with one is a command. */
export const distinct = list(`
  kubectl kubectx kubens k9s kubeadm kubelet kustomize helm helmfile minikube kind k3s oc stern skaffold argocd argo flux istioctl linkerd cilium velero
  docker docker-compose podman buildah skopeo crictl ctr nerdctl containerd crane
  aws gcloud gsutil bq az azcopy doctl ibmcloud oci hcloud openstack linode-cli eksctl kops rosa gh glab hub s3cmd rclone mc
  terraform tf tofu terragrunt packer vault consul nomad boundary pulumi ansible ansible-playbook ansible-vault ansible-galaxy ansible-inventory puppet chef-client knife salt salt-call
  git svn hg redis-cli redis-server redis-benchmark psql pg_dump pg_dumpall pg_restore pg_isready pg_ctl pg_ctlcluster pg_basebackup pg_lsclusters pgbench createdb dropdb createuser vacuumdb reindexdb patronictl repmgr pgbackrest barman
  mysql mysqldump mysqladmin mysqlcheck mariadb mariadb-dump mongo mongosh mongodump mongorestore mongostat cqlsh nodetool sqlite3 clickhouse-client influx etcdctl etcdutl cockroach
  kafka-topics.sh kafka-topics kafka-consumer-groups.sh kafka-consumer-groups kafka-console-consumer.sh kafka-console-consumer kafka-console-producer.sh kafka-console-producer
  kafka-configs.sh kafka-configs kafka-acls.sh kafka-acls kafka-reassign-partitions.sh kafka-reassign-partitions kafka-leader-election.sh kafka-log-dirs.sh kafka-broker-api-versions.sh kafka-get-offsets.sh kafka-server-start.sh kafka-server-stop.sh kafka-metadata-quorum.sh kafka-run-class.sh kcat kafkacat zkCli.sh zookeeper-shell.sh
  rabbitmqctl rabbitmqadmin rabbitmq-diagnostics rabbitmq-plugins rabbitmq-queues nats amtool promtool logcli
  systemctl journalctl loginctl timedatectl hostnamectl sysctl dmesg initctl supervisorctl monit chkconfig update-rc.d rc-service launchctl brew
  apt apt-get apt-cache apt-mark dpkg yum dnf rpm zypper apk snap pacman pip pip3 pipenv poetry uv npm npx yarn pnpm mvn gradle gradlew cargo gem bundle rake conda mamba
  curl wget httpie ssh scp sftp rsync ssh-keygen ssh-copy-id ssh-add sshpass telnet nc ncat netcat nmap dig nslookup traceroute tracepath mtr ping ping6 ifconfig netstat ss tcpdump iptables ip6tables nft ufw firewall-cmd arp ethtool nmcli iwconfig
  ls cd pwd cp mv rm mkdir rmdir chmod chown chgrp ln df du fdisk lsblk blkid mkfs mkfs.ext4 mkfs.xfs fsck xfs_repair xfs_growfs resize2fs lvextend lvcreate lvdisplay lvs vgs pvs vgdisplay pvdisplay growpart umount dd rsyslogd
  grep egrep fgrep zgrep rg ag awk gawk sed jq yq xargs tr uniq wc tac zcat gzip gunzip bzip2 xz zstd tar unzip zip md5sum sha256sum sha1sum base64 openssl gpg certbot keytool cfssl step certtool
  ps pgrep pkill killall kill htop iotop vmstat iostat mpstat sar lsof strace ltrace pstree pidof nproc uname lscpu lsmod modprobe dmidecode ipmitool smartctl megacli storcli hdparm fio
  nano vi vim nvim emacs sudo su doas chroot crontab visudo useradd usermod userdel groupadd passwd chage getent adduser deluser
  python python3 node perl ruby php java javac go rails bash sh zsh ksh export printenv nohup setsid tmux ssh-agent envsubst
  rndc named-checkconf named-checkzone exportfs showmount xfs_quota chronyc ntpq ip6tables rpcinfo nfsstat findmnt lspci
  nginx apachectl apache2ctl httpd haproxy varnishadm varnishreload squidclient caddy uwsgi gunicorn celery airflow dbt spark-submit hdfs yarn-daemon.sh hbase hive beeline
  ceph rados rbd radosgw-admin gluster zfs zpool mdadm multipath iscsiadm drbdadm pcs crm corosync-cfgtool keepalived weka
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

/** Takes a command's words; tells whether its tool and verb say enough to be run. */
export function isWhole(words: readonly string[]): boolean {
  const [tool = '', verb = ''] = words;
  if (words.length === 1) return alone.has(tool) || tool.includes('/');
  return words.length > 2 || !(wanting[tool]?.has(verb) ?? false) && (ambiguous.has(tool) ? words.length > 1 : true);
}
