#ifndef OUT_OF_MEMORY_H
#define OUT_OF_MEMORY_H

/// From now on, a program to which the system gives no memory calls `clean` before it ends.
///
/// Swift's runtime ends with a trap and a trace of the stack when an allocation fails, and no caller can catch that. This target defines
/// the C library's allocating functions, as glibc's manual allows ("Replacing malloc"). Each calls the C library's own; when that has
/// found no memory, the program says so on standard error and ends with status 2. So whoever reads the message knows that it is true.
///
/// `clean` may call only what a signal handler may call.
void out_of_memory_prepare(void (*clean)(void));

#endif
