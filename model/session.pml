/* Copyright The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * One stream of Millrace's session protocol: a publisher with a ring of W messages that has crashes and epochs, a
 * subscriber with crashes and a credit window, and links that are cut, fall silent, lose frames or repeat them.
 * docs/model.md says what is modelled, what is left out, and what was checked. Run it with model/check.
 *
 * A link is a generation g: a channel each way, and whether it is broken. Frames of broken links stay readable, so
 * that frames of older generations turn up late. The subscriber is the listening side: it accepts a HELLO of a higher
 * generation only.
 *
 * Every run ends: links, losses and PINGs are bounded, the PINGs so that one is left when the last frame has been lost.
 * So "everything arrives" is the absence of any other end, and is checked as such, and as the claim "arrives" as well.
 *
 * Mutations; docs/model.md says by which configuration each is caught:
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
 *   M15 the limit of an old epoch is kept in the new one
 *   M16 a WELCOME that was never heard is not said again
 */
#ifndef N
#define N 2          /* messages an epoch */
#endif
#ifndef W
#define W 2          /* slots of the ring */
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
#ifndef C
#define C W          /* the credit, if it is less than the ring */
#endif
#ifndef RENEW
#define RENEW 0      /* times that a stream which has ended is published anew, over the same link */
#endif
#ifndef L
#define L 0          /* frames that vanish from a link that lives: a stream's, or their STATUS */
#endif
#ifndef DUP
#define DUP 0        /* frames of the stream that a link carries twice */
#endif
#ifndef MUTE
#define MUTE 0       /* links that carry nothing any more, and tell nobody */
#endif

#if G == 3
#define ANY(c) (nempty(c[1]) || nempty(c[2]))
/* With two links frames of the older one come at any time; with three before those of the newer one, or it is too much. */
#define SOME(c) if :: nempty(c[1]) -> i = 1 :: nempty(c[2]) -> i = 2 fi
#else
#define ANY(c) (nempty(c[1]) || nempty(c[2]) || nempty(c[3]))
#define SOME(c) if :: nempty(c[1]) -> i = 1 :: empty(c[1]) && nempty(c[2]) -> i = 2 \
    :: empty(c[1]) && empty(c[2]) && nempty(c[3]) -> i = 3 fi
#endif
#define GONE(g) (broken[g] || mute[g])
#define E (PCR + RENEW + 1)
#define NEW 0
#define RESUMED 1

mtype = { HELLO, WELCOME, OPEN, STATUS, DATA, PING, CLOSE, ENDED };

/* type, epoch, a, b, c */
chan up[G] = [2 + DUP] of { mtype, byte, byte, byte, byte };      /* publisher to subscriber */
chan down[G] = [2] of { mtype, byte, byte, byte, byte };    /* subscriber to publisher */
bool broken[G];
bool mute[G];

/* What nobody in the protocol can see. */
byte handled[E * N];          /* how often each message was handed up */
byte lifeOf[E * N];           /* in which life of the subscriber it was last */
bool gapTold[E + 1];          /* the subscriber was told that the epoch before this one lost its ring */
bool done;

/* The publisher. */
byte gen;                     /* its newest link */
byte phase;                   /* of that: 0 down, 1 said HELLO, 2 welcomed, 3 flowing */
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
    byte sent, limit, highest, pings, i, e, a, b, c, redelivered;
    bool pinged, closeSent, subscribed;
    mtype t;
end:
    do
    /* The application. */
    :: d_step { published < N && published - acked < W -> published++; assert(published - acked <= W) }

    /* Links. */
    :: d_step { phase == 0 && gen + 1 < G ->
           gen++; pinged = false; pings = 0; phase = 1;
#ifndef M14
           closeSent = false
#endif
       }
       if :: GONE(gen) -> skip :: else -> up[gen]!HELLO(epoch, 0, 0, 0) fi
    :: phase != 0 && broken[gen] -> phase = 0
    :: phase == 1 && gen + 1 < G -> broken[gen] = true; phase = 0     /* handshake timeout */
#ifndef M7
    :: phase >= 2 && gen + 1 < G && pinged -> broken[gen] = true; phase = 0     /* nothing was heard */
    :: phase == 2 && gen + 1 < G -> broken[gen] = true; phase = 0
    :: phase >= 2 && mute[gen] -> broken[gen] = true; phase = 0
#endif

    /* Frames, in order, within the credit. */
#ifdef M12
    :: phase == 3 && sent < published && len(up[gen]) < 2 ->
#else
    :: phase == 3 && sent < published && sent < limit && len(up[gen]) < 2 ->
#endif
       d_step {
           assert(sent >= acked || acked <= published);
           if :: GONE(gen) -> skip :: else -> up[gen]!DATA(epoch, sent, 0, 0) fi;
           sent++; pings = 0;
           if :: sent > highest -> highest = sent :: else fi
       }
    :: phase == 3 && published == N && sent == N && !closeSent && len(up[gen]) < 2 ->
       d_step { if :: GONE(gen) -> skip :: else -> up[gen]!CLOSE(epoch, N, 0, 0) fi; closeSent = true }
    :: phase == 3 && !broken[gen] && sent > acked && !pinged && pings <= L && len(up[gen]) < 2 ->
       d_step {
#ifdef M6
           if :: mute[gen] -> skip :: else -> up[gen]!PING(epoch, 0, 0, 0) fi;
#else
           if :: mute[gen] -> skip :: else -> up[gen]!PING(epoch, sent, 0, 0) fi;
#endif
           pinged = true; pings++ }

    /* What comes back, over any link. */
    :: atomic { ANY(down) -> SOME(down); down[i]?t,e,a,b,c }
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
#ifdef M15
                       limit = (c > limit -> c : limit)
#else
                       limit = c
#endif
                   :: else ->
                       if :: c > limit -> limit = c :: else fi
                   fi;
#ifdef M8
                   if :: b > acked -> acked = b; pings = 0 :: else fi
#else
                   if :: a > acked -> acked = a; pings = 0 :: else fi
#endif
               :: t == ENDED && e == epoch && phase >= 2 ->
                   if
                   :: epoch < crashesP + RENEW ->
                       epoch++; published = 0; acked = 0; sent = 0; highest = 0; redelivered = 0; pings = 0;
                       subscribed = false; closeSent = false; pinged = false; phase = 2
                   :: else -> acked = N; done = true
                   fi
               :: else
               fi
           :: else
           fi;
           /* The gate is never above what was handled, in whatever life. */
           i = 0;
           do :: i < acked -> assert(handled[epoch * N + i] >= 1); i++ :: else -> break od;
           t = 0; e = 0; a = 0; b = 0; c = 0; i = 0
       }
    :: phase == 2 && len(up[gen]) < 2 && !pinged ->
       d_step { if :: GONE(gen) -> skip :: else -> up[gen]!OPEN(epoch, acked, redelivered, 0) fi; pinged = true }
#if PCR > 0
    :: d_step { crashesP < PCR && !done && gen + 1 < G ->
           crashesP++; broken[gen] = true; phase = 0;
           epoch++; published = 0; acked = 0; sent = 0; highest = 0; redelivered = 0; subscribed = false;
#ifndef M15
           limit = 0;
#endif
           closeSent = false; pinged = false; pings = 0 }
#endif
    :: done -> break
    od
}

proctype Subscriber() {
    byte i, e, a, b, c, x;
    byte received, processed, told, rEpoch, marked, closedAt;
    bool known, joined, open, answer, heard, closing, endTold, restartTold;
    mtype t;
end:
    do
    :: done -> break
    :: atomic { ANY(up) -> SOME(up); up[i]?t,e,a,b,c }
       if
       :: t == HELLO && i > accepted ->
           d_step { accepted = i; open = false; answer = false; told = processed; heard = heard && known }
           /* Until something has come back, it is not known whether the dialler has heard what it was told. */
           if
           :: GONE(i) -> skip
           :: else ->
#ifdef M16
               down[i]!WELCOME(0, (known -> RESUMED : NEW), 0, 0)
#else
               down[i]!WELCOME(0, (known && heard -> RESUMED : NEW), 0, 0)
#endif
           fi;
           known = true
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
                       assert(a < processed + C);                       /* within the credit */
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
           if :: GONE(accepted) -> skip :: else -> down[accepted]!STATUS(rEpoch, received, received, processed + C) fi;
#else
           if :: GONE(accepted) -> skip
           :: else -> down[accepted]!STATUS(rEpoch, processed, received, processed + C) fi;
#endif
           told = processed; answer = false }

#ifdef M10
    :: open && closing && !endTold && received >= closedAt && nfull(down[accepted]) ->
#else
    :: open && closing && !endTold && processed >= closedAt && nfull(down[accepted]) ->
#endif
       d_step { if :: GONE(accepted) -> skip :: else -> down[accepted]!ENDED(rEpoch, 0, 0, 0) fi; endTold = true }
#if SCR > 0
    :: d_step { crashesS < SCR && !done && accepted > 0 && gen + 1 < G ->
           crashesS++; life++; i = 1;
           do :: i <= gen && i < G -> broken[i] = true; clear(up[i]); i++ :: else -> break od;
           i = 0; known = false; joined = false; open = false; answer = false; heard = false; closing = false; endTold = false;
           received = 0; processed = 0; told = 0; rEpoch = 0; marked = 0; closedAt = 0; restartTold = false }
#endif
    od
}

/* Cuts links, and loses frames of a link that lives. The last link is never touched. */
proctype Network() {
    byte k = 1, lost, repeated, muted, e, a, b, c;
    mtype t;
end:
    do
    :: done -> break
    :: d_step { k < G - 1 && gen == k && !broken[k] -> broken[k] = true; k++ }
    :: d_step { k < G - 1 && gen == k && !broken[k] -> broken[k] = true; clear(up[k]); clear(down[k]); k++ }
    :: d_step { k < G - 1 && (gen > k || broken[k]) -> k++ }
    :: d_step { k < G - 1 && gen == k && !broken[k] -> k++ }            /* it is left alone: nothing else may save it */
#if MUTE > 0
    :: d_step { k < G - 1 && gen == k && !GONE(k) && muted < MUTE -> mute[k] = true; muted++ }
#endif
#if L > 0
    :: d_step { lost < L && gen > 0 && gen < G - 1 && up[gen]?[DATA,e,a,b,c] ->
           up[gen]?t,e,a,b,c; lost++; t = 0; e = 0; a = 0; b = 0; c = 0 }
    :: d_step { lost < L && phase == 3 && gen < G - 1 && down[gen]?[STATUS,e,a,b,c] ->
           down[gen]?t,e,a,b,c; lost++; t = 0; e = 0; a = 0; b = 0; c = 0 }
#endif
#if DUP > 0
    :: d_step { repeated < DUP && gen > 0 && up[gen]?[DATA,e,a,b,c] ->
           up[gen]?<t,e,a,b,c>; up[gen]!t,e,a,b,c; repeated++; t = 0; e = 0; a = 0; b = 0; c = 0 }
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
