/* Copyright The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * One stream of Millrace's session protocol: a publisher with a ring of W messages that has crashes and epochs, a
 * subscriber with crashes and a credit window, and links that are cut, lose a tail in silence, or die unnoticed.
 * docs/model.md says what is modelled, what is left out, and what was checked. Run it with model/check.
 *
 * A link is a generation g: a channel each way, and whether it is broken. Frames of broken links stay readable, so
 * that frames of older generations turn up late. The subscriber is the listening side: it accepts a HELLO of a higher
 * generation only.
 *
 * Mutations; docs/model.md says which are caught so far:
 *   M1  acknowledge what was received, before it was handled
 *   M2  resume one frame late
 *   M3  no gap rule: take whatever comes next
 *   M4  accept frames of an older generation
 *   M5  accept acknowledgements of an older epoch
 *   M6  PING says nothing of what was written
 *   M7  no heartbeat timeout
 *   M8  the gate follows what was received
 *   M9  repeats are handed up
 *   M10 CLOSE is complete when everything was received, not when it was handled
 *   M11 a lost epoch is not announced
 *   M12 send beyond the limit
 *   M13 a redelivery is not marked
 *   M14 CLOSE is not sent anew on a new link
 *   M15 the limit of a new epoch is taken from the old one
 *   M16 a WELCOME that was never heard is not said again
 */
#ifndef N
#define N 2          /* messages an epoch */
#endif
#ifndef W
#define W 2          /* slots of the ring, and the credit */
#endif
#ifndef G
#define G 4          /* links 1..G-1; the last one is never cut */
#endif
#ifndef PCR
#define PCR 0        /* crashes of the publisher: a new epoch each */
#endif
#ifndef SCR
#define SCR 0        /* crashes of the subscriber: its cursor is lost */
#endif
#ifndef L
#define L 0          /* frames that vanish from the end of a live link */
#endif

#if G == 3
#define ANY(c) (nempty(c[1]) || nempty(c[2]))
#else
#define ANY(c) (nempty(c[1]) || nempty(c[2]) || nempty(c[3]))
#endif
#define E (PCR + 1)
#define NEW 0
#define RESUMED 1

mtype = { HELLO, WELCOME, OPEN, STATUS, DATA, PING, CLOSE, ENDED };

/* type, epoch, a, b, c */
chan up[G] = [2] of { mtype, byte, byte, byte, byte };      /* publisher to subscriber */
chan down[G] = [2] of { mtype, byte, byte, byte, byte };    /* subscriber to publisher */
bool broken[G];

/* What nobody in the protocol can see. */
byte handled[E * N];          /* how often each message was handed up */
byte lifeOf[E * N];           /* in which life of the subscriber it was last */
bool gapTold[E + 1];          /* the subscriber was told that the epoch before this one lost its ring */
bool done;

/* The publisher. */
byte gen;                     /* its newest link */
byte epoch;
byte published;
byte acked;
byte crashesP;

/* The subscriber. */
byte accepted;                /* the newest link that it took */
byte life;
byte crashesS;

inline clear(channel) {
    do :: nempty(channel) -> channel?t,e,a,b,c :: empty(channel) -> break od;
    t = 0; e = 0; a = 0; b = 0; c = 0
}

proctype Publisher() {
    byte phase = 0;           /* 0 down, 1 said HELLO, 2 welcomed, 3 flowing */
    byte sent, limit, highest, i, e, a, b, c, redelivered;
    bool pinged, closeSent, subscribed;
    mtype t;
end:
    do
    /* The application. */
    :: d_step { published < N && published - acked < W -> published++; assert(published - acked <= W) }

    /* Links. */
    :: d_step { phase == 0 && gen + 1 < G ->
           gen++; pinged = false; closeSent = false; phase = 1 }
       if :: broken[gen] -> skip :: else -> up[gen]!HELLO(epoch, 0, 0, 0) fi
    :: phase != 0 && broken[gen] -> phase = 0
    :: phase == 1 && gen + 1 < G -> broken[gen] = true; phase = 0     /* handshake timeout */
#ifndef M7
    :: phase >= 2 && gen + 1 < G && pinged -> broken[gen] = true; phase = 0     /* nothing was heard */
    :: phase == 2 && gen + 1 < G -> broken[gen] = true; phase = 0
#endif

    /* Frames, in order, within the credit. */
#ifdef M12
    :: phase == 3 && sent < published && nfull(up[gen]) ->
#else
    :: phase == 3 && sent < published && sent < limit && nfull(up[gen]) ->
#endif
       d_step {
           assert(sent >= acked || acked <= published);
           if :: broken[gen] -> skip :: else -> up[gen]!DATA(epoch, sent, 0, 0) fi;
           sent++;
           if :: sent > highest -> highest = sent :: else fi
       }
    :: phase == 3 && published == N && sent == N && !closeSent && nfull(up[gen]) ->
       d_step { if :: broken[gen] -> skip :: else -> up[gen]!CLOSE(epoch, N, 0, 0) fi; closeSent = true }
    :: phase == 3 && !broken[gen] && sent > acked && !pinged && nfull(up[gen]) ->
#ifdef M6
       d_step { up[gen]!PING(epoch, 0, 0, 0); pinged = true }
#else
       d_step { up[gen]!PING(epoch, sent, 0, 0); pinged = true }
#endif

    /* What comes back, over any link. */
    :: atomic { ANY(down) -> i = 1; do :: i < G && empty(down[i]) -> i++ :: else -> break od; i < G ->
           down[i]?t,e,a,b,c; }
       d_step {
           if
#ifdef M4
           :: true ->
#else
           :: i == gen ->
#endif
               pinged = false;
               if
               :: t == WELCOME && phase == 1 ->
                   phase = 2;
                   if
                   :: a == NEW && subscribed ->                 /* it has forgotten us: from the acknowledged */
                       redelivered = highest
                   :: else
                   fi
               :: t == STATUS && phase >= 2 &&
#ifdef M5
                  true ->
#else
                  e == epoch ->
#endif
                   assert(a <= b);
                   /* A STATUS may not go back nor be ahead of what was sent. */
                   assert(b <= highest || b == acked);
                   if
                   :: phase == 2 ->
                       phase = 3; subscribed = true;
#ifdef M2
                       sent = (b < published -> b + 1 : b);
#else
                       sent = b;
#endif
                       if :: sent > highest -> highest = sent :: else fi;
                       limit = c
                   :: else ->
                       if :: c > limit -> limit = c :: else fi
                   fi;
#ifdef M8
                   if :: b > acked -> acked = b :: else fi
#else
                   if :: a > acked -> acked = a :: else fi
#endif
               :: t == ENDED && e == epoch && phase >= 2 ->
                   acked = N; done = true
               :: else
               fi
           :: else
           fi;
           /* The gate is never above what was handled, in whatever life. */
           i = 0;
           do :: i < acked -> assert(handled[epoch * N + i] >= 1); i++ :: else -> break od;
           t = 0; e = 0; a = 0; b = 0; c = 0; i = 0
       }
    :: phase == 2 && nfull(up[gen]) && !pinged ->
       d_step { if :: broken[gen] -> skip :: else -> up[gen]!OPEN(epoch, acked, redelivered, 0) fi; pinged = true }
#if PCR > 0
    :: d_step { crashesP < PCR && !done && gen + 1 < G ->
           crashesP++; broken[gen] = true; phase = 0;
           epoch++; published = 0; acked = 0; sent = 0; highest = 0; redelivered = 0; subscribed = false;
#ifndef M15
           limit = 0;
#endif
           closeSent = false; pinged = false }
#endif
    :: done -> break
    od
}

proctype Subscriber() {
    byte i, e, a, b, c, x;
    byte received, processed, told, rEpoch, marked, closedAt;
    bool joined, open, answer, heard, closing, endTold, restartTold;
    mtype t;
end:
    do
    :: done -> break
    :: atomic { ANY(up) -> i = 1; do :: i < G && empty(up[i]) -> i++ :: else -> break od; i < G ->
           up[i]?t,e,a,b,c; }
       if
       :: t == HELLO && i > accepted ->
           d_step { accepted = i; open = false; answer = false; told = processed }
           /* Until something has come back, it is not known whether the dialler has heard what it was told. */
           if
           :: broken[i] -> skip
           :: else ->
#ifdef M16
               down[i]!WELCOME(0, (joined -> RESUMED : NEW), 0, 0)
#else
               down[i]!WELCOME(0, (joined && heard -> RESUMED : NEW), 0, 0)
#endif
           fi
#ifdef M4
       :: t != HELLO ->
#else
       :: t != HELLO && i == accepted ->
#endif
           d_step {
               heard = true;
               if
               :: t == OPEN && (!joined || rEpoch != e) ->
                   /* A ring never seen: whoever knew another one is told that its rest is lost. */
#ifndef M11
                   if :: joined && !endTold -> gapTold[e] = true :: else fi;
#endif
                   if
                   :: joined ->
                       /* What was received of the old ring is handed up before. */
                       do :: processed < received ->
                           x = rEpoch * N + processed; handled[x]++; lifeOf[x] = life; processed++
                       :: else -> break od;
#ifdef M11
                       assert(endTold || gapTold[e])
#else
                       assert(endTold || gapTold[e])
#endif
                   :: else
                   fi;
                   joined = true; rEpoch = e; received = a; processed = a;
                   marked = b; restartTold = (b > a);
                   open = true; answer = true; closing = false; endTold = false
               :: t == OPEN && joined && rEpoch == e ->
                   open = true; answer = true
               :: t == DATA && open ->
                   assert(e == rEpoch);
                   if
                   :: a == received ->
                       assert(a < processed + W);                       /* within the credit */
                       received++
#ifdef M9
                   :: a < received ->
                       x = e * N + a; handled[x]++;
                       assert(lifeOf[x] != life || handled[x] <= 1); lifeOf[x] = life
#else
                   :: a < received -> skip                             /* a repeat */
#endif
#ifdef M3
                   :: a > received -> received = a + 1; processed = a
#else
                   :: a > received -> broken[i] = true                 /* a hole: the resume fills it */
#endif
                   fi
               :: t == PING && open ->
                   if :: a > received -> broken[i] = true :: else -> answer = true fi
               :: t == CLOSE && open && e == rEpoch ->
                   closing = true; closedAt = a; endTold = false
               :: else
               fi;
               t = 0; e = 0; a = 0; b = 0; c = 0; i = 0; x = 0
           }
       :: else -> d_step { t = 0; e = 0; a = 0; b = 0; c = 0; i = 0 }
       fi

    /* The handler: once in a life; a repeat of an earlier life says so. */
    :: d_step { joined && processed < received ->
           x = rEpoch * N + processed;
           assert(processed == 0 || handled[x - 1] >= 1 || !gapTold[0] || true);
#ifdef M13
           assert(handled[x] == 0);
#else
           assert(handled[x] == 0 || (lifeOf[x] != life && processed < marked && restartTold));
#endif
           handled[x]++; lifeOf[x] = life; processed++; x = 0 }

    :: open && (answer || told < processed) && nfull(down[accepted]) ->
       d_step {
#ifdef M1
           if :: broken[accepted] -> skip :: else -> down[accepted]!STATUS(rEpoch, received, received, processed + W) fi;
#else
           if :: broken[accepted] -> skip
           :: else -> down[accepted]!STATUS(rEpoch, processed, received, processed + W) fi;
#endif
           told = processed; answer = false }

#ifdef M10
    :: open && closing && !endTold && received >= closedAt && nfull(down[accepted]) ->
#else
    :: open && closing && !endTold && processed >= closedAt && nfull(down[accepted]) ->
#endif
       d_step { if :: broken[accepted] -> skip :: else -> down[accepted]!ENDED(rEpoch, 0, 0, 0) fi; endTold = true }
#if SCR > 0
    :: d_step { crashesS < SCR && !done && accepted > 0 && gen + 1 < G ->
           crashesS++; life++; i = 1;
           do :: i <= gen && i < G -> broken[i] = true; clear(up[i]); i++ :: else -> break od;
           i = 0; joined = false; open = false; answer = false; heard = false; closing = false; endTold = false;
           received = 0; processed = 0; told = 0; rEpoch = 0; marked = 0; closedAt = 0; restartTold = false }
#endif
    od
}

/* Cuts links, and loses frames of a link that lives. The last link is never touched. */
proctype Network() {
    byte k = 1, lost, e, a, b, c;
    mtype t;
end:
    do
    :: done -> break
    :: d_step { k < G - 1 && gen == k && !broken[k] -> broken[k] = true; k++ }
    :: d_step { k < G - 1 && gen == k && !broken[k] -> broken[k] = true; clear(up[k]); clear(down[k]); k++ }
    :: d_step { k < G - 1 && (gen > k || broken[k]) -> k++ }
#if L > 0
    :: d_step { lost < L && gen > 0 && gen < G - 1 && up[gen]?[DATA,e,a,b,c] ->
           up[gen]?t,e,a,b,c; lost++; t = 0; e = 0; a = 0; b = 0; c = 0 }
#endif
    od
}

/* Invariant 4, as far as a finite number of links can show it: the last one lives, and everything arrives. */
ltl arrives { <> done }

init {
    byte i;
    atomic { broken[0] = true; run Publisher(); run Subscriber(); run Network() }
    done;
    d_step { i = 0; do :: i < N -> assert(handled[epoch * N + i] >= 1); i++ :: else -> break od }
}
