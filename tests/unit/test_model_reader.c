/* test_model_reader.c
 * What is read of bytes that miss some, come late, begin in the middle, or lie.
 *
 * Source: RFC 9293 3.4, 3.10.7.4; RFC 8446 4, 5.1; RFC 5246 6.2; HAProxy, proxy-protocol.txt 2;
 *         MS-TDS 2.2.6.5; OpenVPN wire protocol.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_bytes.h"

#include "model/connection.h"
#include "model/connection/view.h"
#include "model/core/step.h"
#include "model/story/note_text.h"
#include "model/tcp/stream.h"
#include "model/tls/joiner.h"

#define THREE_WAY "C S", "S SA", "C A"

static const struct row {
    const char *name;
    const char *lines[LINES_MAX];
    const char *steps; /* but those of the opening */
    const char *summary;
    const char *notes; /* a line each */
} rows[] = {
    /* ---- Order ---- */
    { "a ClientHello in two segments, swapped",
      { THREE_WAY, "C= CH/sni=example.test", "C A bytes=50-", "C A bytes=0-50", "S A SH" },
      "5 C ClientHello 1\n"
      "6 S ServerHello 1.5\n",
      "unknown, cut; 1 + ?, ?, ?; ?",
      "the client's segment was lost or reordered upstream of the capture point and arrived "
      "10.0 ms late\n" },
    { "a server's flight, two segments of it swapped",
      { THREE_WAY, "C= CH", "S= SH CERT12/3000 M12/300 M14/0", "C A bytes=0-", "S A bytes=0-1000",
        "S A bytes=2000-", "S A bytes=1000-2000", "C A M16/32 ccs enc/40", "S A ccs enc/40" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "7 S Certificate 1.5 from 5\n"
      "7 S ServerKeyExchange 1.5\n"
      "7 S ServerHelloDone 1.5\n"
      "8 C ClientKeyExchange 2\n"
      "8 C ChangeCipherSpec 2\n"
      "8 C Finished 2 inferred\n"
      "9 S ChangeCipherSpec 2.5\n"
      "9 S Finished 2.5 inferred\n",
      "full, complete; 1 + 2, ?, ?; 3",
      "the server's segment was lost or reordered upstream of the capture point and arrived "
      "10.0 ms late\n" },
    { "a ClientHello behind the ServerHello: positions and order tell nothing",
      { THREE_WAY, "C! A CH/13/modes", "S A SH/selected=0304 ccs app/32 app/900 app/280 app/53",
        "C A", "C A seq=1 CH/13/modes", "C A ccs app/53 app/99", "S A app/300" },
      "4 S ServerHello 1.5\n"
      "4 S ChangeCipherSpec 1.5\n"
      "4 S EncryptedExtensions 1.5 inferred\n"
      "4 S Certificate 1.5 inferred\n"
      "4 S CertificateVerify 1.5 inferred\n"
      "4 S Finished 1.5 inferred\n"
      "6 C ClientHello 2\n"
      "7 C ChangeCipherSpec 2\n"
      "7 C Finished 2 inferred\n"
      "7 C ApplicationData 2 inferred\n"
      "8 S ApplicationData 2.5 inferred\n",
      "full, complete; 1 + ?, 2, 3; 2",
      "22 % of the time cannot be attributed: the capture lacks the packets that would show it\n" },
    { "the client's flight behind the server's close: the server's last record may be an alert",
      { THREE_WAY, "C A CH/13/modes/early/psk ccs app/74",
        "S A SH/selected=0304/chosen-psk ccs app/42 app/53 app/106", "C! A app/21 app/53",
        "S A app/82 app/19", "S FA", "C A seq=212 app/21 app/53", "C FA", "S A" },
      "4 C ClientHello 1\n"
      "4 C ChangeCipherSpec 1\n"
      "4 C EarlyData 1 inferred\n"
      "5 S ServerHello 1.5\n"
      "5 S ChangeCipherSpec 1.5\n"
      "5 S EncryptedExtensions 1.5 inferred\n"
      "5 S Finished 1.5 inferred\n"
      "5 S ApplicationData 1.5 x2 inferred\n"
      "6 S Encrypted 1.5\n"
      "7 S FIN 1.5 ESTABLISHED/FIN-WAIT-1\n"
      "8 C ACK 2 CLOSE-WAIT/FIN-WAIT-2\n"
      "8 C EndOfEarlyData 2 inferred\n"
      "8 C Finished 2 inferred\n"
      "9 C FIN 2 LAST-ACK/FIN-WAIT-2\n"
      "10 S ACK 2.5 CLOSED/TIME-WAIT\n",
      "resumed-psk + early-data accepted, complete; 1 + 0, 1, 2; 1",
      "" },
    { "what was read stays: other bytes with the same numbers are a repetition",
      { THREE_WAY, "C= CH", "C= alert/2/40", "C A bytes=0-50", "C A seq=1 alert/2/40", "S A SH" },
      "4 C ClientHello 1\n"
      "6 S ServerHello 1.5\n",
      "unknown, cut; 1 + ?, ?, ?; ?",
      "the client retransmitted 1 segment of data (original or ACK lost)\n" },
    { "of overlapping segments that wait, the first bytes count",
      { THREE_WAY, "C= CH", "C A bytes=20-40", "C A bytes=10-30", "C A bytes=30-", "C A bytes=0-15",
        "S A SH" },
      "7 C ClientHello 1\n"
      "8 S ServerHello 1.5\n",
      "unknown, cut; 1 + ?, ?, ?; ?",
      "the client's segment was lost or reordered upstream of the capture point and arrived "
      "10.0 ms late\n"
      "the client's segment was lost or reordered upstream of the capture point and arrived "
      "30.0 ms late\n" },

    { "a record that waits is not taken from the dissector before it is read",
      { THREE_WAY, "C A CH", "S A seq=48 M14/0", "S A seq=1 SH", "C A M16/32" },
      "4 C ClientHello 1\n"
      "6 S ServerHello 1.5\n"
      "6 S ServerHelloDone 1.5\n"
      "7 C ClientKeyExchange 2\n",
      "full, cut; 1 + ?, ?, ?; 3",
      "the server's segment was lost or reordered upstream of the capture point and arrived "
      "10.0 ms late\n" },
    { "nor where what is before it never comes",
      { THREE_WAY, "C A seq=7 CH", "S A ack=7 len=0", "S A SH" },
      "4 C ClientHello 1\n"
      "6 S ServerHello 1.5\n",
      "unknown, cut; 1 + ?, ?, ?; ?",
      "the capture lacks 6 bytes that the client sent and the peer acknowledged\n" },

    /* ---- Holes ---- */
    { "a hole that was acknowledged",
      { THREE_WAY, "C A CH", "S= SH CERT12/3000 M12/300 M14/0", "S A bytes=0-500",
        "S! A bytes=500-1500", "S A bytes=1500-", "C A M16/32 ccs enc/40", "S A ccs enc/40" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "6 S Certificate 1.5 from 5\n"
      "6 S ServerKeyExchange 1.5\n"
      "6 S ServerHelloDone 1.5\n"
      "7 C ClientKeyExchange 2\n"
      "7 C ChangeCipherSpec 2\n"
      "7 C Finished 2 inferred\n"
      "8 S ChangeCipherSpec 2.5\n"
      "8 S Finished 2.5 inferred\n",
      "full, complete; 1 + 2, ?, ?; 3",
      "the capture lacks 1 000 bytes that the server sent and the peer acknowledged\n"
      "the server took 20.0 ms before sending Certificate, more than a round trip\n" },
    { "records begin again behind it where a segment begins with one",
      { THREE_WAY, "C A CH", "S= SH CERT12/3000 M12/300 M14/0", "S A bytes=0-500",
        "S! A bytes=500-1500", "S A bytes=1500-3062", "C A M16/32 ccs enc/40", "S A ccs enc/40",
        "C A app/90", "S A app/300" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "6 S Certificate 1.5 from 5\n"
      "7 C ClientKeyExchange 2\n"
      "7 C ChangeCipherSpec 2\n"
      "7 C Finished 2 inferred\n"
      "8 S ChangeCipherSpec 2.5\n"
      "8 S Finished 2.5 inferred\n"
      "9 C ApplicationData 3\n"
      "10 S ApplicationData 3.5\n",
      "full, complete; 1 + 2, 3, 4; 3",
      "the capture lacks 1 000 bytes that the server sent and the peer acknowledged\n"
      "the server took 20.0 ms before sending Certificate, more than a round trip\n" },
    { "a hole that nobody acknowledged: what follows waits",
      { THREE_WAY, "C A CH", "S= SH CERT12/3000 M12/300 M14/0", "S A bytes=0-500",
        "S A bytes=1500-", "C A ack=501", "C RA ack=501" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "8 C RST 2 CLOSED/CLOSED\n",
      "unknown, client-gave-up; 1 + ?, ?, ?; ?",
      "the client reset the connection while it was established: 2 880 bytes "
      "unacknowledged, possibly lost\n"
      "the server's record that starts in frame 5 is incomplete in the capture\n"
      "1 000 bytes of the server never arrived, though later ones did\n" },
    { "and is read when it is filled",
      { THREE_WAY, "C A CH", "S= SH CERT12/3000 M12/300 M14/0", "S A bytes=0-500",
        "S A bytes=1500-", "C A ack=501", "S A bytes=500-1500" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "8 S Certificate 1.5 from 5\n"
      "8 S ServerKeyExchange 1.5\n"
      "8 S ServerHelloDone 1.5\n",
      "full, cut; 1 + ?, ?, ?; 3",
      "the server's segment was lost or reordered upstream of the capture point and arrived "
      "20.0 ms late\n" },
    { "the first byte of a direction is in a hole: what follows is no plaintext",
      { THREE_WAY, "C= text=hello_hello_hello_hello", "C! A bytes=0-10", "C A bytes=10-", "S A",
        "S A text=hello" },
      "6 S Plaintext 1.5\n",
      "unknown, not-tls; 1 + ?, ?, ?; 1",
      "the capture lacks 10 bytes that the client sent and the peer acknowledged\n" },
    { "what comes behind it begins within a message: it is none itself",
      { THREE_WAY, "C A CH", "S= SH open11/900/400 hex=1603030008 hex=3082010a02820101 M14/0",
        "S A bytes=0-47", "S! A bytes=47-452", "S A bytes=452-", "C A" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "6 S ServerHelloDone 1.5\n",
      "full, cut; 1 + ?, ?, ?; 3",
      "the capture lacks 405 bytes that the server sent and the peer acknowledged\n"
      "the server took 20.0 ms before sending ServerHelloDone, more than a round trip\n" },
    { "the same of frames that were cut",
      { THREE_WAY, "C A CH", "S= SH open11/900/400 hex=1603030008 hex=3082010a02820101 M14/0",
        "S A bytes=0-452 snap=50", "S A bytes=452-" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "6 S ServerHelloDone 1.5\n",
      "full, cut; 1 + ?, ?, ?; 3",
      "1 frame cut by the snapshot length (frame 5 at 104 bytes): what lies beyond is unknown\n" },
    { "a hole in the header of a record",
      { THREE_WAY, "C A CH", "S= SH CERT12/900 M14/0", "S A bytes=0-49", "S! A bytes=49-52",
        "S A bytes=52-", "C A", "S A alert/2/40" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "6 S ServerHelloDone 1.5\n"
      "8 S Alert 1.5\n",
      "full, rejected-by-server; 1 + ?, ?, ?; 3",
      "the server's data waited 10.0 ms for the acknowledgement in frame 7 (Nagle's algorithm)\n"
      "the capture lacks 3 bytes that the server sent and the peer acknowledged\n"
      "the server aborted with an alert: handshake_failure\n"
      "the server took 20.0 ms before sending ServerHelloDone, more than a round trip\n" },
    { "held back, and then a hole: what follows does not belong to it",
      { THREE_WAY, "C A text=hello", "S= text=hello hex=1603 text=xxx CERT12/900", "S A bytes=0-5",
        "S A bytes=5-7", "S! A bytes=7-10", "S A bytes=10-", "C A" },
      "4 C Plaintext 1\n"
      "5 S Plaintext 1.5\n"
      "7 S Plaintext 1.5\n",
      "unknown, not-tls; 1 + ?, 1, 2; 1",
      "the capture lacks 3 bytes that the server sent and the peer acknowledged\n" },

    /* ---- Frames that the snapshot length cut ---- */
    { "cut within a record: the next begins where this one ends",
      { THREE_WAY, "C A CH", "S= SH CERT12/900 M12/300 M14/0", "S A bytes=0- snap=200",
        "C A M16/32 ccs enc/40", "S A ccs enc/40" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S Certificate 1.5\n"
      "6 C ClientKeyExchange 2\n"
      "6 C ChangeCipherSpec 2\n"
      "6 C Finished 2 inferred\n"
      "7 S ChangeCipherSpec 2.5\n"
      "7 S Finished 2.5 inferred\n",
      "full, complete; 1 + 2, ?, ?; 3",
      "1 frame cut by the snapshot length (frame 5 at 254 bytes): what lies beyond is unknown\n" },
    { "what comes behind the cut in the same record does not follow what comes before it",
      { THREE_WAY, "C A CH", "S= SH|M12/300|M14/0", "S A bytes=0-20 snap=12", "S A bytes=20-" },
      "4 C ClientHello 1\n"
      "6 S ServerHello 1.5 from 5\n",
      "unknown, cut; 1 + ?, ?, ?; ?",
      "1 frame cut by the snapshot length (frame 5 at 66 bytes): what lies beyond is unknown\n" },
    { "records begin again in the next segment",
      { THREE_WAY, "C A CH", "S= SH CERT12/900 M12/300 M14/0", "S A bytes=0-700 snap=60",
        "S A bytes=700-962 snap=60", "S A bytes=962- snap=60", "C A M16/32 ccs enc/40" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "6 S Certificate 1.5 from 5\n"
      "7 S ServerKeyExchange 1.5\n"
      "8 C ClientKeyExchange 2\n"
      "8 C ChangeCipherSpec 2\n"
      "8 C Finished 2 inferred\n",
      "full, cut; 1 + ?, ?, ?; 3",
      "3 frames cut by the snapshot length (frame 5 at 114 bytes): what lies beyond is unknown\n" },
    { "every frame is cut",
      { THREE_WAY, "C= CH/sni=example.test M16/32 ccs enc/40", "S= SH CERT12/900 M14/0 ccs enc/40",
        "C A bytes=0-73 snap=40", "S A bytes=0-974 snap=40", "C A bytes=73-165 snap=40",
        "S A bytes=974- snap=40" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "6 C ClientKeyExchange 2\n",
      "full, cut; 1 + ?, ?, ?; 3",
      "4 frames cut by the snapshot length (frame 4 at 94 bytes): what lies beyond is unknown\n" },

    { "whether the client can use tickets, and sent early data, is behind the cut",
      { THREE_WAY, "C= CH/13/modes/psk", "C A bytes=0- snap=60",
        "S A SH/selected=0304/chosen-psk ccs app/32 app/53 app/106", "C A ccs app/53",
        "S A app/250" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S ChangeCipherSpec 1.5\n"
      "5 S EncryptedExtensions 1.5 inferred\n"
      "5 S Finished 1.5 inferred\n"
      "5 S ApplicationData 1.5 inferred\n"
      "6 C ChangeCipherSpec 2\n"
      "6 C Finished 2 inferred\n"
      "7 S Encrypted 2.5\n",
      "unknown, complete; 1 + ?, ?, ?; ?",
      "1 frame cut by the snapshot length (frame 4 at 114 bytes): what lies beyond is unknown\n" },

    /* ---- In the middle of a connection ---- */
    { "records where the second segment begins with one",
      { "C A text=xxxxxxxxxxxx ack=1", "C A app/900 app/33", "S A app/300" },
      "2 C ApplicationData 0 x2\n"
      "3 S ApplicationData 0.5\n",
      "unknown, cut; ? + ?, 0, 1; ?",
      "the capture starts mid-connection: positions count from its first frame\n"
      "no SYN or ClientHello was captured: client and server roles are guessed from the ports\n"
      "100 % of the time cannot be attributed: the capture lacks the packets that would "
      "show it\n" },
    { "the client's Finished and data, where the server's Finished may have come before",
      { "C A ccs enc/40 app/90", "S A app/200" },
      "1 C ChangeCipherSpec 0\n"
      "1 C Finished 0 inferred\n"
      "1 C ApplicationData 0\n"
      "2 S ApplicationData 0.5\n",
      "unknown, cut; ? + ?, 0, 1; ?",
      "the capture starts mid-connection: positions count from its first frame\n"
      "no SYN or ClientHello was captured: client and server roles are guessed from the ports\n"
      "100 % of the time cannot be attributed: the capture lacks the packets that would "
      "show it\n" },
    { "records to the end of a segment are no accident",
      { "S A ack=1 app/300", "C= text=xxxxxxxxxxxxx app/60 app/33", "C A bytes=0-", "S A app/300" },
      "1 S ApplicationData 0\n"
      "2 C ApplicationData 0.5 x2\n"
      "3 S ApplicationData 1\n",
      "unknown, cut; ? + ?, 0.5, 1.5; ?",
      "the capture starts mid-connection: positions count from its first frame\n"
      "no SYN or ClientHello was captured: client and server roles are guessed from the ports\n"
      "100 % of the time cannot be attributed: the capture lacks the packets that would "
      "show it\n" },
    { "the end of a handshake, encrypted with the record's number: no HelloRequest",
      { "C A ccs enc/40", "S A ccs enc/40", "C A app/90" },
      "1 C ChangeCipherSpec 0\n"
      "1 C Finished 0 inferred\n"
      "2 S ChangeCipherSpec 0.5\n"
      "2 S Finished 0.5 inferred\n"
      "3 C ApplicationData 1\n",
      "unknown, complete; ? + ?, 1, ?; ?",
      "the capture starts mid-connection: positions count from its first frame\n"
      "no SYN or ClientHello was captured: client and server roles are guessed from the ports\n"
      "100 % of the time cannot be attributed: the capture lacks the packets that would "
      "show it\n" },

    /* ---- With FIN ---- */
    { "a record with its segment's FIN",
      { THREE_WAY, "C A CH", "S= SH CERT12/900 M14/0 alert/2/40", "S A bytes=0-500",
        "S FA bytes=500-", "C FA", "S A" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "6 S Certificate 1.5 from 5\n"
      "6 S ServerHelloDone 1.5\n"
      "6 S Alert 1.5\n"
      "6 S FIN 1.5 ESTABLISHED/FIN-WAIT-1\n"
      "7 C FIN-ACK 2 LAST-ACK/FIN-WAIT-2\n"
      "8 S ACK 2.5 CLOSED/TIME-WAIT\n",
      "full, rejected-by-server; 1 + ?, ?, ?; 3",
      "the server aborted with an alert: handshake_failure\n" },
    { "the FIN comes first",
      { THREE_WAY, "C A CH", "S= SH CERT12/900 M14/0 alert/2/40", "S FA bytes=500-",
        "S A bytes=0-500", "C FA", "S A" },
      "4 C ClientHello 1\n"
      "5 S FIN 1.5 ESTABLISHED/FIN-WAIT-1\n"
      "6 S ServerHello 1.5\n"
      "6 S Certificate 1.5\n"
      "6 S ServerHelloDone 1.5\n"
      "6 S Alert 1.5\n"
      "7 C FIN-ACK 2 LAST-ACK/FIN-WAIT-2\n"
      "8 S ACK 2.5 CLOSED/TIME-WAIT\n",
      "full, rejected-by-server; 1 + ?, ?, ?; 3",
      "the server's segment was lost or reordered upstream of the capture point and arrived "
      "10.0 ms late\n"
      "the server aborted with an alert: handshake_failure\n" },
    { "an encrypted record without a ChangeCipherSpec before it is no Finished",
      { "C A enc/40", "S A enc/40", "C A app/90" },
      "1 C Encrypted 0\n"
      "2 S Encrypted 0.5\n"
      "3 C ApplicationData 1\n",
      "unknown, cut; ? + ?, 1, ?; ?",
      "the capture starts mid-connection: positions count from its first frame\n"
      "no SYN or ClientHello was captured: client and server roles are guessed from the ports\n"
      "100 % of the time cannot be attributed: the capture lacks the packets that would "
      "show it\n" },
    { "a HelloRequest stands alone",
      { "S A seq=1 app/300", "S A M0/0" },
      "1 S ApplicationData 0\n"
      "2 S HelloRequest 0\n",
      "unknown, one-sided; ? + ?, ?, ?; ?",
      "the capture starts mid-connection: positions count from its first frame\n"
      "no SYN or ClientHello was captured: client and server roles are guessed from the ports\n"
      "only the server's packets were captured\n"
      "100 % of the time cannot be attributed: the capture lacks the packets that would "
      "show it\n" },
    { "a record is not whole",
      { THREE_WAY, "C A CH", "S= SH CERT12/900 M14/0", "S FA bytes=0-500", "C FA", "S A" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S FIN 1.5 ESTABLISHED/FIN-WAIT-1\n"
      "6 C FIN-ACK 2 LAST-ACK/FIN-WAIT-2\n"
      "7 S ACK 2.5 CLOSED/TIME-WAIT\n",
      "unknown, server-gave-up; 1 + ?, ?, ?; ?",
      "the server's record that starts in frame 5 is incomplete in the capture\n" },

    /* ---- Behind other bytes ---- */
    { "an eager STARTTLS",
      { THREE_WAY, "S A line=220_mail", "C A line=EHLO_c", "S A line=250_STARTTLS",
        "C= line=STARTTLS CH/13/sni=example.test", "C A bytes=0-", "S A line=220_go", "S A SH" },
      "4 S Plaintext 1.5\n"
      "5 C Plaintext 2\n"
      "6 S Plaintext 2.5\n"
      "7 C Plaintext 3\n"
      "7 C ClientHello 3\n"
      "8 S Plaintext 3.5\n"
      "9 S ServerHello 3.5\n",
      "unknown + starttls SMTP, cut; 1 + ?, ?, ?; ?",
      "" },
    { "the hello's first three bytes end the segment of the command",
      { THREE_WAY, "S A line=220_mail", "C A line=EHLO_c", "S A line=250_STARTTLS",
        "C= line=STARTTLS CH/13/sni=example.test", "C A bytes=0-13", "C A bytes=13-",
        "S A line=220_go", "S A SH" },
      "4 S Plaintext 1.5\n"
      "5 C Plaintext 2\n"
      "6 S Plaintext 2.5\n"
      "7 C Plaintext 3\n"
      "8 C ClientHello 3 from 7\n"
      "9 S Plaintext 3.5\n"
      "10 S ServerHello 3.5\n",
      "unknown + starttls SMTP, cut; 1 + ?, ?, ?; ?",
      "" },
    { "its first byte does, behind a line's end",
      { THREE_WAY, "S A line=220_mail", "C A line=EHLO_c", "S A line=250_STARTTLS",
        "C= line=STARTTLS CH/13/sni=example.test", "C A bytes=0-11", "C A bytes=11-",
        "S A line=220_go", "S A SH" },
      "4 S Plaintext 1.5\n"
      "5 C Plaintext 2\n"
      "6 S Plaintext 2.5\n"
      "7 C Plaintext 3\n"
      "8 C ClientHello 3 from 7\n"
      "9 S Plaintext 3.5\n"
      "10 S ServerHello 3.5\n",
      "unknown + starttls SMTP, cut; 1 + ?, ?, ?; ?",
      "" },
    { "what was held back was no hello",
      { THREE_WAY, "C= hex=0011160301 text=yyyy", "C A bytes=0-5", "C A bytes=5-", "S A text=hi" },
      "4 C Plaintext 1 x3\n"
      "6 S Plaintext 1.5\n",
      "unknown, not-tls; 1 + ?, 1, 2; 1",
      "" },
    { "PROXY, version 1",
      { THREE_WAY, "C= line=PROXY_TCP6_2001:db8::1_2001:db8::2_4000_443 CH/13/sni=example.test",
        "C A bytes=0-", "S A SH" },
      "4 C Plaintext 1\n"
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n",
      "unknown, cut; 1 + ?, ?, ?; ?",
      "behind a proxy: the network beyond it is in client think\n" },
    { "PROXY, version 2, and a hello in two segments",
      { THREE_WAY, "C= hex=0d0a0d0a000d0a515549540a2111000cc0000201c00002020d0501bb CH/13",
        "C A bytes=0-50", "C A bytes=50-", "S A SH" },
      "4 C Plaintext 1\n"
      "5 C ClientHello 1 from 4\n"
      "6 S ServerHello 1.5\n",
      "unknown, cut; 1 + ?, ?, ?; ?",
      "behind a proxy: the network beyond it is in client think\n" },
    { "six zeros at first are padding",
      { THREE_WAY, "C= hex=000000000000", "C A bytes=0-", "C A seq=1 CH", "S A SH" },
      "5 C ClientHello 1\n"
      "6 S ServerHello 1.5\n",
      "unknown, cut; 1 + ?, ?, ?; ?",
      "" },

    /* ---- Carriers: records in packets of another protocol ---- */
    { "TLS in TDS",
      { "ports 40000 1433", THREE_WAY, "C A hex=1201000e00000100 hex=00001a0006ff",
        "S A hex=0401000e00000100 hex=00001a0006ff", "C A hex=1201003a00000000 CH",
        "S A hex=1201003700000000 SH", "C A len=60", "S A app/90" },
      "4 C Plaintext 1\n"
      "5 S Plaintext 1.5\n"
      "6 C ClientHello 2\n"
      "7 S ServerHello 2.5\n"
      "9 S ApplicationData 3.5\n",
      "unknown + starttls TDS, cut; 1 + ?, ?, ?; ?",
      "" },
    { "OpenVPN",
      { "ports 40000 1194", THREE_WAY, "C A hex=000e38aabbccddeeff00110000000000",
        "S A hex=000e40aabbccddeeff00110000000000", "C A hex=004020aabbccddeeff00110000000001 CH",
        "S A hex=003d20aabbccddeeff00110000000001 SH" },
      "4 C Plaintext 1\n"
      "5 S Plaintext 1.5\n"
      "6 C ClientHello 2\n"
      "7 S ServerHello 2.5\n",
      "unknown + tunnelled, cut; 1 + ?, ?, ?; ?",
      "" },

    { "a record in two packets of TDS, the second in two segments",
      { "ports 40000 1433", THREE_WAY, "C A hex=1201000e00000100 hex=00001a0006ff",
        "S A hex=0401000e00000100 hex=00001a0006ff", "C A hex=1201003a00000000 CH",
        "S A hex=1200001c00000000 hex=160303002a020000260303000000000000000000",
        "S A hex=1201002300000000 hex=000000", "S A hex=000000000000000000000000000000000000000000c02f00" },
      "4 C Plaintext 1\n"
      "5 S Plaintext 1.5\n"
      "6 C ClientHello 2\n"
      "9 S ServerHello 2.5 from 7\n",
      "unknown + starttls TDS, cut; 1 + ?, ?, ?; ?",
      "" },
    { "OpenVPN with tls-auth, and an acknowledgement in the packet",
      { "ports 40000 1194", THREE_WAY, "C A hex=000e38aabbccddeeff00110000000000",
        "S A hex=000e40aabbccddeeff00110000000000",
        "C A hex=006420aabbccddeeff0011 hex=11111111111111111111111111111111 "
        "hex=0000000160000000 hex=0100000000aabbccddeeff001100000001 CH",
        "S A hex=006120aabbccddeeff0011 hex=22222222222222222222222222222222 "
        "hex=0000000160000000 hex=0100000000aabbccddeeff001100000001 SH" },
      "4 C Plaintext 1\n"
      "5 S Plaintext 1.5\n"
      "6 C ClientHello 2\n"
      "7 S ServerHello 2.5\n",
      "unknown + tunnelled, cut; 1 + ?, ?, ?; ?",
      "" },
    { "OpenVPN with tls-crypt is not readable",
      { "ports 40000 1194", THREE_WAY, "C A hex=000e38aabbccddeeff00110000000000",
        "S A hex=000e40aabbccddeeff00110000000000",
        "C A hex=001420aabbccddeeff0011 hex=99887766554433221100",
        "S A hex=001420aabbccddeeff0011 hex=99887766554433221100" },
      "4 C Plaintext 1\n"
      "5 S Plaintext 1.5\n"
      "6 C Plaintext 2\n"
      "7 S Plaintext 2.5\n",
      "unknown, not-tls; 1 + ?, 1, 2; 1",
      "" },

    /* ---- Lengths that lie ---- */
    { "a handshake record of no length: nothing says where the next one begins",
      { THREE_WAY, "C A CH", "S= SH hex=1603030000 CERT12/900", "S A bytes=0-300", "S A bytes=300-",
        "S A M14/0" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "7 S ServerHelloDone 1.5\n",
      "full, cut; 1 + ?, ?, ?; 3",
      "" },
    { "application data of no length",
      { THREE_WAY, "C A CH/13", "S= SH/selected=0304 hex=1703030000 app/34", "S A bytes=0-" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S Encrypted 1.5\n"
      "5 S Encrypted 1.5\n",
      "full, cut; 1 + ?, ?, ?; 2",
      "" },
    { "2^14 + 2048, the longest that may be",
      { THREE_WAY, "C A CH/13", "S= SH/selected=0304 app/18432", "S A bytes=0-", "S A app/34" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "5 S Encrypted 1.5\n"
      "6 S Encrypted 1.5\n",
      "full, cut; 1 + ?, ?, ?; 2",
      "" },
    { "2^14 + 2049",
      { THREE_WAY, "C A CH/13", "S= SH/selected=0304 hex=1703034801", "S A bytes=0-",
        "S A app/34" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "6 S Encrypted 1.5\n",
      "full, cut; 1 + ?, ?, ?; 2",
      "" },
    { "2^16 - 1",
      { THREE_WAY, "C A CH/13", "S= SH/selected=0304 hex=170303ffff", "S A bytes=0-",
        "S A app/34" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "6 S Encrypted 1.5\n",
      "full, cut; 1 + ?, ?, ?; 2",
      "" },
    { "a first record of 2^16 - 1 is none",
      { THREE_WAY, "C= hex=160301ffff0100 text=xxxxxxxxxxxxxxxxxx", "C A bytes=0-", "S A text=hi" },
      "4 C Plaintext 1\n"
      "5 S Plaintext 1.5\n",
      "unknown, not-tls; 1 + ?, 1, 2; 1",
      "" },
    { "no such version of a record",
      { THREE_WAY, "C A CH", "S= SH hex=1603090004 text=abcd", "S A bytes=0-", "S A M14/0" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "6 S ServerHelloDone 1.5\n",
      "full, cut; 1 + ?, ?, ?; 3",
      "" },
    { "a message of 2^24 - 1 bytes",
      { THREE_WAY, "C A CH", "S= SH hex=16030300080bffffff00000000", "S A bytes=0-",
        "S A more/16384", "S A more/16384", "C A alert/2/22" },
      "4 C ClientHello 1\n"
      "5 S ServerHello 1.5\n"
      "8 C Alert 2\n",
      "unknown, rejected-by-client; 1 + ?, ?, ?; ?",
      "the server's record that starts in frame 5 is incomplete in the capture\n"
      "the client aborted with an alert: record_overflow\n" },
    { "a first message of 2^24 - 1 bytes is none that is known",
      { THREE_WAY, "C= hex=160301000801ffffff03030000", "C A bytes=0-", "S A alert/2/22" },
      "4 C Encrypted 1\n"
      "5 S Alert 1.5\n",
      "unknown, rejected-by-server; 1 + ?, ?, ?; ?",
      "the server aborted with an alert: record_overflow\n" },
};

/* Steps, but for the opening's. */
static GString *later_text(const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < hsviz_connection_num_steps(connection); i++) {
        const struct hsviz_step *step = hsviz_connection_step(connection, i);

        if (step->frame > 3 || !hsviz_step_type_is_transport(step->type))
            append_step_line(text, connection, step);
    }
    return text;
}

static GString *notes_text(const struct hsviz_connection *connection)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < hsviz_connection_num_notes(connection); i++) {
        hsviz_note_text(connection, text, hsviz_connection_note(connection, i));
        g_string_append_c(text, '\n');
    }
    return text;
}

static void row_says(void **state)
{
    const struct row *row = (const struct row *)*state;
    struct sending sending = sending_begin();

    for (size_t i = 0; i < LINES_MAX && row->lines[i]; i++)
        sending_play(&sending, row->lines[i]);
    hsviz_connection_finish(sending.lines.script.connection);
    expect_sound(sending.lines.script.connection);
    expect_text(later_text(sending.lines.script.connection), row->steps, row->name);
    expect_text(tls_text(sending.lines.script.connection), row->summary, row->name);
    expect_text(notes_text(sending.lines.script.connection), row->notes, row->name);
    sending_end(&sending);
}

/* ---- Handshake messages in records ---- */

enum { CUTS_MAX = 8 };

static const struct joined {
    const char *name;
    const char *messages[4];
    uint32_t cuts[CUTS_MAX]; /* bytes of each record; the last one has the rest */
    uint32_t captured[CUTS_MAX]; /* of these; 0: all */
    const char *expected; /* type, bytes, those captured, "|" at each record's end */
} joined[] = {
    { "two in a record", { "M1/10", "M2/5" }, { 0 }, { 0 }, "1/14/14 2/9/9 |" },
    { "one in two records", { "M1/10" }, { 7 }, { 0 }, "| 1/14/14 |" },
    { "a header in two records", { "M1/10" }, { 2 }, { 0 }, "| 1/14/14 |" },
    { "by single bytes", { "M1/1" }, { 1, 1, 1, 1 }, { 0 }, "| | | | 1/5/5 |" },
    { "the end of one, and others", { "M1/10", "M2/0", "M3/6" }, { 12, 8 }, { 0 },
      "| 1/14/14 2/4/4 | 3/10/10 |" },
    { "an empty one ends a record", { "M1/10", "M14/0" }, { 18 }, { 0 }, "1/14/14 14/4/4 |" },
    { "the end was not captured", { "M1/10" }, { 0 }, { 9 }, "1/14/9 |" },
    { "the beginning was captured, and the end", { "M1/20" }, { 16 }, { 9 }, "| 1/24/9 |" },
    { "a length that was not captured", { "M1/20", "M2/5" }, { 16 }, { 3 }, "| |" },
    { "and known ones after it", { "M1/20", "M14/0" }, { 24 }, { 3 }, "| 14/4/4 |" },
};

static GByteArray *messages_of(const struct joined *row)
{
    GByteArray *bytes = g_byte_array_new();

    for (size_t i = 0; i < G_N_ELEMENTS(row->messages) && row->messages[i]; i++) {
        char **words = g_strsplit(row->messages[i], "/", -1);
        GByteArray *message = message_in_words(words);

        g_byte_array_append(bytes, message->data, message->len);
        g_byte_array_free(message, TRUE);
        g_strfreev(words);
    }
    return bytes;
}

static void join(struct hsviz_joiner *joiner, const struct hsviz_joined_record *record,
                 GString *text)
{
    struct hsviz_part parts[HSVIZ_UNIT_PARTS_MAX + 1];
    size_t num = hsviz_joiner_take(joiner, record, parts);

    for (size_t i = 0; i < num; i++)
        g_string_append_printf(text, "%u/%zu/%zu ", parts[i].bytes[0], parts[i].reported_len,
                               parts[i].captured_len);
    g_string_append(text, "| ");
    hsviz_joiner_end(joiner, 1);
}

static void messages_are_joined(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(joined); i++) {
        struct hsviz_joiner joiner = { .kept = NULL };
        GByteArray *bytes = messages_of(&joined[i]);
        GString *text = g_string_new(NULL);
        uint32_t at = 0;

        for (size_t j = 0; at < bytes->len; j++) {
            uint32_t cut = j < CUTS_MAX ? joined[i].cuts[j] : 0, rest = bytes->len - at;
            uint32_t len = cut ? MIN(cut, rest) : rest;
            uint32_t captured = j < CUTS_MAX ? joined[i].captured[j] : 0;
            struct hsviz_joined_record record = { bytes->data + at,
                                                  captured ? MIN(captured, len) : len, len };

            join(&joiner, &record, text);
            at += len;
        }
        g_string_truncate(text, text->len - 1);
        expect_text(text, joined[i].expected, joined[i].name);
        hsviz_joiner_clear(&joiner);
        g_byte_array_free(bytes, TRUE);
    }
}

/* 2^24 - 1 bytes, and what follows in the same record. */
static void the_longest_message_is_counted_and_not_kept(void **state)
{
    enum { RECORD_LEN = 16384, MESSAGE_LEN = 4 + 0xffffff };
    struct hsviz_joiner joiner = { .kept = NULL };
    uint8_t *bytes = g_malloc0(RECORD_LEN);
    struct hsviz_joined_record record = { bytes, RECORD_LEN, RECORD_LEN };
    GString *text = g_string_new(NULL);

    (void)state;
    memset(bytes, 11, 1);
    memset(bytes + 1, 0xff, 3);
    for (uint32_t at = 0; at + RECORD_LEN <= MESSAGE_LEN; at += RECORD_LEN) {
        join(&joiner, &record, text);
        assert_int_equal(joiner.seen, at + RECORD_LEN);
        assert_in_range(joiner.kept->len, 0, HSVIZ_MESSAGE_KEPT_MAX);
        memset(bytes, 0, 4);
    }
    g_string_truncate(text, 0);
    memcpy(bytes + 3, "\x0e\0\0", 4);
    record.captured_len = record.length = 7;
    join(&joiner, &record, text);
    expect_text(text, "11/16777219/131072 14/4/4 | ", "the longest message");
    assert_int_equal(joiner.seen, 0);
    hsviz_joiner_clear(&joiner);
    g_free(bytes);
}

/* ---- Limits ---- */

/* A connection with large windows, in which the server's first record is missing, and num records
 * of len bytes came after it. */
static struct sending with_waiting(unsigned num, unsigned len)
{
    static const char *const opening[] = { "C S ws=7", "S SA ws=7", "C A win=8192",
        "C A CH win=8192",
                                           "S= SH" };
    struct sending sending = sending_begin();
    char *records = g_strdup_printf("S= app/%u", len);

    for (size_t i = 0; i < G_N_ELEMENTS(opening); i++)
        sending_play(&sending, opening[i]);
    for (unsigned i = 0; i < num; i++) {
        unsigned at = sending.bytes[HSVIZ_SERVER]->len;
        char *frame = g_strdup_printf("S A bytes=%u-", at);

        sending_play(&sending, records);
        sending_play(&sending, frame);
        g_free(frame);
    }
    g_free(records);
    return sending;
}

static void expect_steps(const struct sending *sending, size_t num)
{
    assert_int_equal(hsviz_connection_num_steps(sending->lines.script.connection), num);
}

/* What waits is bounded by its segments, and by their bytes; then what is missing is given up. */
static void what_waits_is_bounded(void **state)
{
    static const struct {
        unsigned num, len;
    } full[] = { { HSVIZ_WAITING_SEGMENTS_MAX, 20 }, { HSVIZ_WAITING_MAX / 16389, 16384 } };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(full); i++) {
        struct sending waiting = with_waiting(full[i].num, full[i].len);
        struct sending released = with_waiting(full[i].num + 2, full[i].len);

        expect_steps(&waiting, 4);
        assert_true(hsviz_connection_num_steps(released.lines.script.connection) > 4);
        hsviz_connection_finish(released.lines.script.connection);
        expect_sound(released.lines.script.connection);
        sending_end(&waiting);
        sending_end(&released);
    }
}

/* Plaintext of len bytes, and then a hello behind a word of it, or alone in its segment. */
static bool finds_hello(unsigned len, const char *last)
{
    enum { EACH = 4096 };
    struct sending sending = sending_begin();
    char *hello = g_strdup_printf("C A bytes=%u-", len);
    bool is_found;

    sending_play(&sending, "C S");
    sending_play(&sending, "S SA");
    sending_play(&sending, "C A");
    for (unsigned sent = 0; sent < len; sent += EACH) {
        char *part = g_strdup_printf("C A bytes=%u-", sent);

        g_byte_array_set_size(sending.bytes[HSVIZ_CLIENT], sent + EACH);
        memset(sending.bytes[HSVIZ_CLIENT]->data + sent, 'x', EACH);
        sending_play(&sending, part);
        sending_play(&sending, "S A");
        g_free(part);
    }
    sending_play(&sending, last);
    sending_play(&sending, hello);
    g_free(hello);
    is_found = step_of(sending.lines.script.connection, HSVIZ_CLIENT, "ClientHello", 1) != NULL;
    sending_end(&sending);
    return is_found;
}

static void hellos_are_looked_for_in_so_much_plaintext(void **state)
{
    (void)state;
    assert_true(finds_hello(61440, "C= text=STARTTLS CH"));
    assert_false(finds_hello(65536, "C= text=STARTTLS CH"));
    assert_true(finds_hello(65536, "C= CH"));
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(messages_are_joined),
        cmocka_unit_test(the_longest_message_is_counted_and_not_kept),
        cmocka_unit_test(what_waits_is_bounded),
        cmocka_unit_test(hellos_are_looked_for_in_so_much_plaintext),
    };
    struct CMUnitTest tests[G_N_ELEMENTS(rows) + G_N_ELEMENTS(others)];

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        tests[i] = row_test(rows[i].name, row_says, &rows[i]);
    memcpy(tests + G_N_ELEMENTS(rows), others, sizeof others);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
