/* Drydock's hello-world: one static program, nothing else in the image. */
#include <unistd.h>

static const char message[] =
    "\n"
    "Hello from Docker!\n"
    "You see this message, so your Docker client, the daemon and an image work together.\n"
    "\n"
    "What just happened, step by step:\n"
    " 1. The Docker client (the command you typed) asked the Docker daemon to run an image.\n"
    " 2. The daemon looked for the image \"hello-world\" and pulled it if it was not there yet.\n"
    " 3. The daemon created a new container from that image and started its one program.\n"
    " 4. The program wrote this text; the daemon sent it to the client, which printed it here.\n"
    "    Then the program ended, and with it the container: try \"docker ps -a\".\n"
    "\n"
    "Something bigger next? A whole Debian with a shell of its own:\n"
    " $ docker run -it debian bash\n"
    "\n"
    "(This is Drydock's own hello-world image, built on this machine.)\n"
    "\n";

int main(void) {
  return write(1, message, sizeof message - 1) == (long)(sizeof message - 1) ? 0 : 1;
}
