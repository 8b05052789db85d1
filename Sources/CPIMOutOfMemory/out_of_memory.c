// Allocating functions that end the program with a message if the system has no memory. See the header.

#include "out_of_memory.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

static void (*cleaner)(void);

void out_of_memory_prepare(void (*clean)(void)) { cleaner = clean; }

// A sanitizer has its own allocator, and another C library other names for its functions.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define HAS_SANITIZER
#endif
#endif

#if defined(__GLIBC__) && !defined(HAS_SANITIZER)

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static size_t length(const char *text) {
  size_t count = 0;
  while (text[count] != 0) count++;
  return count;
}

static void say(const char *text) {
  ssize_t written = write(STDERR_FILENO, text, length(text));
  (void)written;
}

// Reports the size on standard error and ends the program, without allocating.
__attribute__((noreturn, noinline, cold)) static void end(size_t size) {
  static int is_ending = 0;
  // Another thread is ending the program; this one waits.
  if (__atomic_exchange_n(&is_ending, 1, __ATOMIC_SEQ_CST) != 0) {
    for (;;) pause();
  }
  char digits[24];
  size_t first = sizeof digits - 1;
  digits[first] = 0;
  do {
    digits[--first] = (char)('0' + size % 10);
    size /= 10;
  } while (size > 0);
  // Overwrites a line of progress.
  if (isatty(STDERR_FILENO)) say("\r\033[K");
  say("error: no memory: the system refused ");
  say(digits + first);
  say(" bytes more; give the program more (ulimit -v), or let it do less: fewer --jobs, fewer --tokens, a smaller model\n");
  if (cleaner != NULL) cleaner();
  _exit(2);
}

void *malloc(size_t size) {
  void *memory = __libc_malloc(size);
  if (__builtin_expect(memory == NULL, 0)) end(size);
  return memory;
}

void *calloc(size_t count, size_t size) {
  void *memory = __libc_calloc(count, size);
  if (__builtin_expect(memory == NULL, 0)) end(count * size);
  return memory;
}

void *realloc(void *old, size_t size) {
  void *memory = __libc_realloc(old, size);
  // With a size of 0 the old memory is freed and NULL is returned.
  if (__builtin_expect(memory == NULL && size != 0, 0)) end(size);
  return memory;
}

static void *aligned(size_t alignment, size_t size) {
  void *memory = __libc_memalign(alignment, size);
  if (__builtin_expect(memory == NULL, 0)) end(size);
  return memory;
}

void *memalign(size_t alignment, size_t size) { return aligned(alignment, size); }

void *aligned_alloc(size_t alignment, size_t size) { return aligned(alignment, size); }

int posix_memalign(void **result, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
  *result = aligned(alignment, size);
  return 0;
}

#endif
