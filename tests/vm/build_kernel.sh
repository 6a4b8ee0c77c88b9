#!/bin/sh
# Makes /root/out/vmlinuz and /root/out/initrd: gpio-sim and uleds (LEDs that a program makes up), which Debian's kernel
# lacks, are built from Debian's own source;
# the RAM disk loads what the machine needs and hands over to systemd on the disk.
set -eu

RELEASE=$(ls /lib/modules)
SOURCE=$(ls /usr/src/linux-source-*.tar.xz)
OUT=/root/out
DISK=/root/initrd
# ledtrig-default-on: what lights them. mac80211_hwsim: Wi-Fi adapters that are not there, with the kernel's own switches.
MODULES="virtio_pci virtio_blk ext4 configfs cuse i2c-dev ledtrig-default-on mac80211_hwsim"

mkdir -p "$OUT" /root/gpio_sim /root/uleds "$DISK/bin" "$DISK/modules" "$DISK/proc" "$DISK/sys" "$DISK/dev" "$DISK/root"

build_gpio_sim() {
	cd /root/gpio_sim
	top=$(basename "$SOURCE" .tar.xz)
	tar --extract --file "$SOURCE" --strip-components=3 "$top/drivers/gpio/gpio-sim.c" "$top/drivers/gpio/gpiolib.h" \
		"$top/kernel/irq/irq_sim.c"
	# irq_to_desc is not for modules; this does the same.
	sed -i 's/handle_simple_irq(irq_to_desc(irqnum))/generic_handle_irq(irqnum)/' irq_sim.c
	printf 'obj-m := gpio_sim_both.o\ngpio_sim_both-y := gpio-sim.o irq_sim.o\nccflags-y += -I$(src) -DCONFIG_IRQ_SIM\n' >Makefile
	make -s -C "/lib/modules/$RELEASE/build" M=/root/gpio_sim modules
	strip --strip-debug gpio_sim_both.ko
}

build_uleds() {
	cd /root/uleds
	top=$(basename "$SOURCE" .tar.xz)
	tar --extract --file "$SOURCE" --strip-components=3 "$top/drivers/leds/uleds.c" "$top/drivers/leds/leds.h"
	printf 'obj-m := uleds.o\n' >Makefile
	make -s -C "/lib/modules/$RELEASE/build" M=/root/uleds modules
	strip --strip-debug uleds.ko
}

# In the order in which they have to be loaded.
copy_modules() {
	number=100
	for name in $MODULES; do modprobe --set-version "$RELEASE" --show-depends "$name"; done |
		sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++' | while read -r file; do
		to=$DISK/modules/$number-$(basename "$file" .xz)
		case $file in *.xz) xz -dc "$file" >"$to" ;; *) cp "$file" "$to" ;; esac
		number=$((number + 1))
	done
	cp /root/gpio_sim/gpio_sim_both.ko "$DISK/modules/900-gpio_sim_both.ko"
	cp /root/uleds/uleds.ko "$DISK/modules/901-uleds.ko"
}

write_init() {
	cp /usr/bin/busybox "$DISK/bin/busybox"
	cat >"$DISK/init" <<'INIT'
#!/bin/busybox sh
b=/bin/busybox
$b mount -t proc proc /proc
$b mount -t sysfs sysfs /sys
$b mount -t devtmpfs devtmpfs /dev
for module in /modules/*.ko; do $b insmod "$module" || echo "no $module"; done
$b mount -t ext4 /dev/vda /root || exec $b sh
for folder in proc sys dev; do $b mount --move /$folder /root/$folder; done
exec $b switch_root /root /lib/systemd/systemd
INIT
	chmod 755 "$DISK/init"
}

build_gpio_sim
build_uleds
copy_modules
write_init
cd "$DISK"
find . | cpio --create --format=newc --quiet | gzip -1 >"$OUT/initrd"
cp "/boot/vmlinuz-$RELEASE" "$OUT/vmlinuz"
