#!/bin/sh
# Run in namespaces of its own: makes the disk's systemd the first process of them. $1: the disk's image; $2: an empty
# folder; $3: the file for results; $4: which checks; $5: how large its card is, if it is to have one of its own. All that
# is written stays in memory and ends with the last process.
set -eu

mount -t tmpfs tmpfs "$2"
mkdir "$2/disk" "$2/up" "$2/work" "$2/root"
mount -o loop,ro,noload "$1" "$2/disk"
mount -t overlay overlay -o "lowerdir=$2/disk,upperdir=$2/up,workdir=$2/work" "$2/root"
cd "$2/root"
mount -t tmpfs -o mode=755 tmpfs dev
for node in null zero full random urandom tty; do cp -a "/dev/$node" dev/; done
mkdir dev/pts dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
# A bus that nothing answers on, with the right group, where our package made that; never this computer's own.
group=$(sed -n 's/^i2c:[^:]*:\([0-9]*\):.*/\1/p' etc/group)
if [ -n "$group" ]; then
	mknod dev/i2c-1 c 1 3
	chown "0:$group" dev/i2c-1
	chmod 660 dev/i2c-1
fi
if [ -n "$5" ]; then
	mke2fs -q -F -t ext4 -N 3000 "$2/card" "$5"
	mkdir "$2/var"
	mount -o loop "$2/card" "$2/var"
	cp -a var/. "$2/var/"
	mount --bind "$2/var" var
fi
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
: >dev/ttyS1
mount --bind "$3" dev/ttyS1
mount -t proc proc proc
mount --bind "$4" proc/cmdline
mount --bind proc/sys proc/sys
mount -o remount,ro,bind proc/sys
[ ! -e proc/sysrq-trigger ] || mount --bind dev/null proc/sysrq-trigger
mount -t sysfs -o ro sysfs sys
# Nothing of this computer's own can be set: /sys is read-only, and its processor is files in memory, as a Zero 2 W's, of
# which no core can be switched off.
mount -t tmpfs -o mode=755 tmpfs sys/devices/system/cpu
mkdir -p sys/devices/system/cpu/cpufreq/policy0
echo ondemand >sys/devices/system/cpu/cpufreq/policy0/scaling_governor
echo ondemand powersave >sys/devices/system/cpu/cpufreq/policy0/scaling_available_governors
echo 0-3 | tee sys/devices/system/cpu/online sys/devices/system/cpu/possible >sys/devices/system/cpu/present
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs run
# What belongs to the computer and not to the programs.
for unit in board.service easeband-clock.service systemd-timesyncd.service systemd-udevd.service \
	systemd-modules-load.service systemd-sysctl.service getty.target; do
	ln -sf /dev/null "etc/systemd/system/$unit"
done
mkdir before
pivot_root . before
umount -l before
exec env -i container=other PATH=/usr/sbin:/usr/bin setpriv \
	--bounding-set=-sys_time,-sys_module,-sys_rawio,-syslog,-mknod /lib/systemd/systemd
