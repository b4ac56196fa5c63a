package io.datastorage.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Requests that wait for the appender, bounded in events and bytes. */
final class AppendQueue {
    private final AppendSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private long events;
    private long bytes;
    private boolean closed;

    AppendQueue(AppendSettings settings) {
        this.settings = settings;
    }

    /** Adds a request; false if the queue is full or closed. A request that is alone always fits. */
    boolean offer(Pending pending) {
        lock.lock();
        try {
            AppendRequest request = pending.request();
            boolean fits = events + request.events().size() <= settings.queueEvents()
                    && bytes + request.bytes() <= settings.queueBytes().toBytes();
            if (closed || (!fits && !waiting.isEmpty())) {
                return false;
            }
            waiting.add(pending);
            events += request.events().size();
            bytes += request.bytes();
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes everything that waits, up to the bounds of a group, or else waits for the first request.
     *
     * @return empty when the queue is closed and nothing waits any more
     */
    List<Pending> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                List<Pending> group = drain();
                if (!group.isEmpty() || closed) {
                    return group;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private List<Pending> drain() {
        List<Pending> group = new ArrayList<>();
        long groupEvents = 0;
        long groupBytes = 0;
        while (!waiting.isEmpty()) {
            AppendRequest next = waiting.element().request();
            groupEvents += next.events().size();
            groupBytes += next.bytes();
            boolean full = groupEvents > settings.groupEvents() || groupBytes > settings.groupBytes().toBytes();
            if (full && !group.isEmpty()) {
                break;
            }
            Pending taken = waiting.remove();
            events -= next.events().size();
            bytes -= next.bytes();
            if (!taken.isSettled()) {
                group.add(taken);
            }
        }
        return group;
    }

    /** Accepts nothing more; what waits can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Events that wait. */
    long events() {
        lock.lock();
        try {
            return events;
        } finally {
            lock.unlock();
        }
    }
}
