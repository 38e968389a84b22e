#!/bin/sh
# boot kvm|tcg: the machine's console is stdin and stdout, what it reports of itself goes to stderr.
cat /machine/about >&2
# QEMU takes no descriptor that is stderr itself.
exec 3>&2
# Half an hour at the very most, whatever becomes of those who started it.
exec timeout 1800 qemu-system-x86_64 \
  -accel "$1" -nodefaults -no-user-config -display none -no-reboot -m 128 -smp 1 \
  -sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny \
  -kernel /machine/kernel -initrd /machine/initramfs -append 'console=ttyS0 panic=-1' \
  -chardev stdio,id=console,signal=off -serial chardev:console \
  -add-fd fd=3,set=1 -chardev file,id=report,path=/dev/fdset/1,append=on -serial chardev:report
