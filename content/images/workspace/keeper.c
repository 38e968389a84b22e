// Keeps one shell: owns its pseudo-terminal, so that it outlives the agent and every viewer, and hands its output to the agent.
//   keeper <socket> <key> <cols> <rows> <program> [<argument> ...]
//   keeper <socket> <key>                                        starts keepers of bash when the agent asks for them
// The agent listens on <socket>; the keeper calls, says its key and is told from which byte of the output to go on. The last
// RING bytes are kept for that, so that an agent that comes back has lost nothing and sees nothing twice. Nobody calls the keeper:
// what lies in the workspace belongs to the learner, and the agent follows no name in there.
//
// Frames, both ways: u8 kind, u32 length (big endian), then so many bytes.
//   keeper -> agent   h key                       first of all
//                     f u64                       the output that follows begins at this offset
//                     o bytes                     output
//                     x u8                        the shell has ended with this code; nothing follows
//   agent -> keeper   g u64 u16 u16               the answer to h: output from this offset, columns, rows
//                     e                           end the shell
//                     i bytes                     input
//                     s u16 u16                   columns, rows
//   agent -> starter  g ...                       the answer to h
//                     n u16 u16 key               a keeper with this key: columns, rows
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum {
  HEAD = 5,
  FRAME = 64 * 1024,
  RING = 256 * 1024,
  // A read of less than this was all that there was.
  FULL_READ = 2048,
  // Output that has come so many times in a row, each within so long after the one before, is a flood: then a little more of it is
  // waited for where little came, or each line that a program writes would be sent by itself.
  FLOOD_READS = 16,
  FLOOD_US = 1000,
  GATHER_US = 250,
  // More than a terminal holds unread.
  HELD = 128 * 1024,
  // Between two calls while no agent listens.
  RETRY_MS = 200,
  KEY = 64,
  // An agent that listens answers within this.
  ANSWER_S = 5,
};

// Pages that were never written cost no memory.
static unsigned char ring[RING];
// Offsets in the output: what the program has written; what has been put into frames.
static uint64_t written, framed;
// Frames on their way to the agent.
static unsigned char out[HEAD + FRAME];
static size_t out_from, out_to;
// What came from the agent: frames, the last one perhaps not whole yet.
static unsigned char in[HEAD + FRAME];
static size_t in_length;
// Input that the program has not taken yet.
static unsigned char keys[FRAME];
static size_t keys_from, keys_to;

static const char *socket_path, *key;
static int terminal = -1, agent = -1;
static pid_t shell;
// The shell has ended with this code; -1 while it runs.
static int code = -1;
// What it wrote ends before this offset: the rest is from what it left running.
static uint64_t last;
// Nothing more comes from the terminal; the agent has been told the code.
static int drained, told;

// Only wakes us.
static void on_child(int signal) { (void)signal; }

static void put(unsigned char *at, uint64_t value, int bytes) {
  for (int n = bytes - 1; n >= 0; n--, value >>= 8) at[n] = value & 0xff;
}

static uint64_t get(const unsigned char *at, int bytes) {
  uint64_t value = 0;
  for (int n = 0; n < bytes; n++) value = value << 8 | at[n];
  return value;
}

static void set_size(const unsigned char *at) {
  struct winsize size = {.ws_col = get(at, 2), .ws_row = get(at + 2, 2)};
  ioctl(terminal, TIOCSWINSZ, &size);
}

// ---------------------------------------------------------------- the shell
static void start_shell(char **argv, int cols, int rows) {
  terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  char name[64];
  if (terminal < 0 || grantpt(terminal) < 0 || unlockpt(terminal) < 0 || ptsname_r(terminal, name, sizeof name) != 0) _exit(1);
  struct winsize size = {.ws_col = cols, .ws_row = rows};
  ioctl(terminal, TIOCSWINSZ, &size);
  // Backspace takes a whole Hangul syllable away, also where no line editor reads.
  struct termios modes;
  if (tcgetattr(terminal, &modes) == 0) {
    modes.c_iflag |= IUTF8;
    tcsetattr(terminal, TCSANOW, &modes);
  }
  shell = fork();
  if (shell < 0) _exit(1);
  if (shell == 0) {
    setsid();
    int own = open(name, O_RDWR);
    if (own < 0 || ioctl(own, TIOCSCTTY, 0) < 0) _exit(1);
    for (int fd = 0; fd < 3; fd++) dup2(own, fd);
    if (own > 2) close(own);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    execvp(argv[0], argv);
    _exit(127);
  }
  fcntl(terminal, F_SETFL, O_NONBLOCK);
}

static int64_t now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

// Called when there is something to read.
static void gather(void) {
  static int64_t before;
  static uint64_t read_before;
  static int reads;
  int64_t now = now_us();
  reads = now - before < FLOOD_US ? reads + 1 : 0;
  int little = written - read_before < FULL_READ;
  read_before = written;
  if (reads > FLOOD_READS && little) {
    struct timespec pause = {.tv_nsec = GATHER_US * 1000L};
    nanosleep(&pause, NULL);
    now = now_us();
  }
  before = now;
}

// While the agent is there, what it doesn't take holds the program. While it is away half of the ring is filled: the other half is
// what it may have been given and not yet written down.
static int has_room(void) { return agent >= 0 ? out_from == out_to && framed == written : written - framed < RING / 2; }

static void read_terminal(void) {
  if (code >= 0 && written >= last) drained = 1;
  for (size_t sum = 0; sum < FRAME && !drained;) {
    size_t at = written % RING;
    size_t most = RING - at < FRAME - sum ? RING - at : FRAME - sum;
    ssize_t got = read(terminal, ring + at, most);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      // EIO: nobody has the terminal open any more. Otherwise it is over when the shell is, whoever else has it open.
      if (got == 0 || errno != EAGAIN || code >= 0) drained = 1;
      return;
    }
    written += got;
    sum += got;
    if (got < FULL_READ && code < 0) return;
  }
}

static void write_keys(void) {
  while (keys_from < keys_to) {
    ssize_t put_in = write(terminal, keys + keys_from, keys_to - keys_from);
    if (put_in > 0) keys_from += put_in;
    else if (put_in < 0 && errno == EINTR) continue;
    else if (put_in < 0 && errno == EAGAIN) return;
    else break;
  }
  keys_from = keys_to = 0;
}

// ---------------------------------------------------------------- the agent
static void leave_agent(void) {
  if (agent >= 0) close(agent);
  agent = -1;
  out_from = out_to = in_length = 0;
  told = 0;
}

static unsigned char *frame(unsigned char kind, size_t length) {
  unsigned char *at = out + out_to;
  at[0] = kind;
  put(at + 1, length, 4);
  out_to += HEAD + length;
  return at + HEAD;
}

// Puts what there is into the next frame.
static void fill(void) {
  if (out_from < out_to) return;
  out_from = out_to = 0;
  size_t length = written - framed < FRAME ? written - framed : FRAME;
  if (length > 0) {
    unsigned char *to = frame('o', length);
    size_t at = framed % RING, first = RING - at < length ? RING - at : length;
    memcpy(to, ring + at, first);
    memcpy(to + first, ring, length - first);
    framed += length;
  } else if (code >= 0 && drained && !told) {
    *frame('x', 1) = code;
    told = 1;
  }
}

// 0: the agent takes nothing more.
static int send_frames(void) {
  for (fill(); out_from < out_to; fill()) {
    ssize_t sent = send(agent, out + out_from, out_to - out_from, MSG_NOSIGNAL);
    if (sent > 0) out_from += sent;
    else if (sent < 0 && errno == EINTR) continue;
    else return sent < 0 && errno == EAGAIN;
  }
  return 1;
}

static int transfer(int fd, unsigned char *at, size_t length, int sending) {
  while (length > 0) {
    ssize_t moved = sending ? send(fd, at, length, MSG_NOSIGNAL) : recv(fd, at, length, 0);
    if (moved < 0 && errno == EINTR) continue;
    if (moved <= 0) return 0;
    at += moved;
    length -= moved;
  }
  return 1;
}

// Says the key and waits for the few bytes of the answer, of which `answer` gets HEAD + 12. The kind of the answer, 0: nobody is there.
static unsigned char greet(int fd, unsigned char *answer) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, socket_path, sizeof address.sun_path - 1);
  struct timeval limit = {.tv_sec = ANSWER_S}, forever = {0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  unsigned char *hello = frame('h', strlen(key));
  memcpy(hello, key, strlen(key));
  int met = connect(fd, (struct sockaddr *)&address, sizeof address) == 0 && transfer(fd, out, out_to, 1) &&
            transfer(fd, answer, HEAD, 0);
  out_to = 0;
  if (!met) return 0;
  if (answer[0] == 'g' && (get(answer + 1, 4) != 12 || !transfer(fd, answer + HEAD, 12, 0))) return 0;
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &forever, sizeof forever);
  return answer[0];
}

static void call_agent(void) {
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  unsigned char answer[HEAD + 12];
  unsigned char kind = greet(fd, answer);
  // The terminal is closed with this process, and the shell is hung up.
  if (kind == 'e') _exit(0);
  if (kind != 'g') {
    close(fd);
    return;
  }
  fcntl(fd, F_SETFL, O_NONBLOCK);
  agent = fd;
  uint64_t wanted = get(answer + HEAD, 8), oldest = written > RING ? written - RING : 0;
  framed = wanted > written ? written : wanted < oldest ? oldest : wanted;
  put(frame('f', 8), framed, 8);
  set_size(answer + HEAD + 8);
}

// Acts on whole frames as long as the program has taken the input before. 0: this is no agent.
static int act(void) {
  size_t at = 0;
  while (keys_from == keys_to && in_length - at >= HEAD) {
    size_t length = get(in + at + 1, 4);
    if (length > FRAME) return 0;
    if (in_length - at < HEAD + length) break;
    const unsigned char *data = in + at + HEAD;
    if (in[at] == 'i') {
      memcpy(keys, data, length);
      keys_from = 0;
      keys_to = length;
      write_keys();
    } else if (in[at] == 's' && length == 4) set_size(data);
    else if (in[at] == 'e') _exit(0);
    at += HEAD + length;
  }
  memmove(in, in + at, in_length - at);
  in_length -= at;
  return 1;
}

static int receive(void) {
  ssize_t got = recv(agent, in + in_length, sizeof in - in_length, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return 1;
  if (got <= 0) return 0;
  in_length += got;
  return act();
}

// ---------------------------------------------------------------- both
static void look_after_shell(void) {
  int status;
  if (code >= 0 || waitpid(shell, &status, WNOHANG) != shell) return;
  code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  last = written + HELD;
}

// Until the shell has ended and the agent knows it.
static int keep(char **program, int cols, int rows) {
  setsid();
  int nothing = open("/dev/null", O_RDWR);
  for (int fd = 0; fd < 3; fd++) dup2(nothing, fd);
  if (nothing > 2) close(nothing);
  signal(SIGHUP, SIG_IGN);
  struct sigaction action = {.sa_handler = on_child};
  sigaction(SIGCHLD, &action, NULL);
  sigset_t child, none;
  sigemptyset(&none);
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  // Seen only while we wait.
  sigprocmask(SIG_BLOCK, &child, NULL);
  start_shell(program, cols, rows);

  // The agent closed its ear; what it has said before is still read.
  int deaf = 0;
  while (!told || out_from < out_to) {
    if (agent < 0) {
      deaf = 0;
      call_agent();
    }
    if (code >= 0 && !drained && has_room()) read_terminal();
    if (agent >= 0 && !deaf && !send_frames()) deaf = 1;
    if (told && out_from == out_to) break;

    int full = keys_from < keys_to;
    short terminal_wants = (!drained && has_room() && !deaf ? POLLIN : 0) | (full ? POLLOUT : 0);
    short agent_wants = (full ? 0 : POLLIN) | (!deaf && out_from < out_to ? POLLOUT : 0);
    // A terminal that we want nothing of is left out: its end would wake us again and again.
    struct pollfd ends[] = {
        {.fd = terminal_wants ? terminal : -1, .events = terminal_wants},
        {.fd = agent, .events = agent_wants},
    };
    struct timespec retry = {.tv_nsec = RETRY_MS * 1000000L};
    int woken = ppoll(ends, 2, agent < 0 ? &retry : NULL, &none);
    // Asked each time: the signal does not get through while there is always something to read.
    look_after_shell();
    if (woken <= 0) continue;
    if (ends[0].revents & (POLLOUT | POLLERR | POLLHUP) && full) {
      write_keys();
      if (agent >= 0 && !act()) leave_agent();
    }
    // A program that takes no input must not keep us from the next agent: what the last one still had to say is dropped then.
    if (ends[1].revents & (POLLERR | POLLHUP) && full) leave_agent();
    else if (ends[1].revents & (POLLIN | POLLERR | POLLHUP) && !full && !receive()) leave_agent();
    if (ends[0].revents & (POLLIN | POLLERR | POLLHUP) && !drained && has_room()) {
      gather();
      read_terminal();
    }
  }
  return 0;
}

// ---------------------------------------------------------------- starter
// Its name is not the keepers': who ends these by name does not end the workspace, whose first process this is.
static char *bash[] = {"bash", NULL};

// What is asked for becomes nobody's child but the init's, which reaps it.
static void start_keeper(int fd, const unsigned char *data, size_t length) {
  pid_t between = fork();
  if (between > 0) waitpid(between, NULL, 0);
  if (between != 0) return;
  if (fork() != 0) _exit(0);
  static char own_key[KEY + 1];
  memcpy(own_key, data + 4, length - 4);
  key = own_key;
  close(fd);
  prctl(PR_SET_NAME, "keeper");
  _exit(keep(bash, get(data, 2), get(data + 2, 2)));
}

static void serve_agent(int fd) {
  unsigned char request[HEAD + 4 + KEY];
  while (transfer(fd, request, HEAD, 0)) {
    size_t length = get(request + 1, 4);
    if (request[0] != 'n' || length <= 4 || length > 4 + KEY || !transfer(fd, request + HEAD, length, 0)) return;
    start_keeper(fd, request + HEAD, length);
  }
}

static _Noreturn void start_keepers(void) {
  prctl(PR_SET_NAME, "starter");
  unsigned char answer[HEAD + 12];
  struct timespec retry = {.tv_nsec = RETRY_MS * 1000000L};
  for (;; nanosleep(&retry, NULL)) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) continue;
    if (greet(fd, answer) == 'g') serve_agent(fd);
    close(fd);
  }
}

int main(int argc, char **argv) {
  if ((argc != 3 && argc < 6) || strlen(argv[2]) > KEY) return 2;
  socket_path = argv[1];
  key = argv[2];
  if (argc == 3) start_keepers();
  // Who started us is told that we run, and need not wait.
  pid_t self = fork();
  if (self != 0) return self < 0;
  return keep(argv + 5, atoi(argv[3]), atoi(argv[4]));
}
