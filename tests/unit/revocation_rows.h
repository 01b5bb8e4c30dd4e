/* revocation_rows.h
 * The captures of test_model_revocation.c, in the language of revocation_capture.h, included in its
 * table: name, lines, what is expected.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/* clang-format off */
    { "POST during a handshake of TLS 1.2",
      { "0 tls12", "5 open @50", "5 C A post @80", "5 S A good @380", "0 end12 @400", NULL },
      "0: ocsp-post good seen certificate 6-9-10 0a01\n"
      "0: 340 ms\n" },
    { "the client's TCP acknowledges during it, and releases what the server held back",
      { "0 open @0", "0 C A CH @30", "0 S A SH cert12 @40", "5 open @50", "5 C A post @75",
        "0 C A @80", "0 S A M14/0 @90", "5 S A good @190", "0 end12 @400", NULL },
      "0: ocsp-post good seen certificate 6-9-12 0a01\n"
      "0: 100 ms\n" },
    { "GET with keys of TLS 1.3",
      { "0 tls13-keys", "5 open @50", "5 C A get @80", "5 S A good @380", "0 end13 @400", NULL },
      "0: ocsp-get good decrypted certificate 6-9-10 0a01\n"
      "0: 340 ms\n" },
    { "TLS 1.3 without keys: by time",
      { "0 tls13", "5 open @50", "5 C A get @80", "5 S A good @380", "0 end13 @400", NULL },
      "0: ocsp-get good inferred waiting 6-9-10 0a01\n"
      "0: 340 ms\n" },
    { "TLS 1.3 without keys and without inference: nothing",
      { "no inference", "0 tls13", "5 open @50", "5 C A get @80", "5 S A good @380",
        "0 end13 @400", NULL },
      "" },
    { "a certificate that is not readable: by time",
      { "0 tls12-cut", "5 open @50", "5 C A get @80", "5 S A good @380", "0 end12 @400", NULL },
      "0: ocsp-get good inferred waiting 6-9-10 0a01\n"
      "0: 340 ms\n" },
    { "a resumed handshake shows no certificate",
      { "0 tls12-resumed", "5 open @50", "5 C A get @80", "5 S A good @380", NULL },
      "" },
    { "nor does one by PSK",
      { "0 tls13-psk", "5 open @50", "5 C A get @80", "5 S A good @380", NULL },
      "" },
    { "a question about another certificate",
      { "0 tls12", "5 open @50", "5 C A get-unknown @80", "5 S A unknown @380", "0 end12 @400",
        NULL },
      "" },
    { "by the address that the certificate gives",
      { "0 tls12", "5 open @50", "5 C A post-cut @80", "5 S A good @380", "0 end12 @400", NULL },
      "0: ocsp-post good seen url 6-9-10 0a01\n"
      "0: 340 ms\n" },
    { "a revocation list, by its address",
      { "0 tls12", "5 open @50", "5 C A list @80", "5 S A list-of-one @380", "0 end12 @400", NULL },
      "0: crl not listed seen url 6-9-10 0a01\n"
      "0: 340 ms\n" },
    { "a revocation list of another address",
      { "0 tls12", "5 open @50", "5 C A list-elsewhere @80", "5 S A list-of-one @380",
        "0 end12 @400", NULL },
      "" },
    { "a revocation list by time, by its name",
      { "0 tls13", "5 open @50", "5 C A list-elsewhere @80", "5 S A list-of-one @380",
        "0 end13 @400", NULL },
      "0: crl list received inferred waiting 6-9-10 \n"
      "0: 340 ms\n" },
    { "a page is no question, whatever waits",
      { "0 tls13", "5 open @50", "5 C A page @80", "5 S A good @380", "0 end13 @400", NULL },
      "" },
    { "nor is any POST",
      { "0 tls13", "5 open @50", "5 C A post-page @80", "5 S A good @380", "0 end13 @400", NULL },
      "" },
    { "two candidates: the one that waits",
      { "0 tls12", "0 end12 @100", "1 tls12 @200", "5 open @250", "5 C A get @280",
        "5 S A good @580", "1 end12 @600", NULL },
      "1: ocsp-get good seen certificate 15-18-19 0a01 +1\n"
      "1: 340 ms\n"
      "1: note others\n" },
    { "two candidates by time: the one that waits",
      { "1 tls13", "0 tls13 @200", "1 C A ccs app/53 @250", "5 open @260", "5 C A get @290",
        "5 S A good @580", "0 end13 @600", NULL },
      "0: ocsp-get good inferred waiting 12-15-16 0a01 +1\n"
      "0: 330 ms\n"
      "0: note others\n" },
    { "a certificate tells more than time",
      { "0 tls12", "0 end12 @100", "1 tls13 @200", "5 open @250", "5 C A get @280",
        "5 S A good @580", "1 end13 @600", NULL },
      "0: ocsp-get good seen certificate 15-18-19 0a01\n" },
    { "two questions on one connection",
      { "0 tls12", "5 open @50", "5 C A get @80", "5 S A good @180", "5 C A list @200",
        "5 S A list-of-one @300", "0 end12 @400", NULL },
      "0: ocsp-get good seen certificate 6-9-10 0a01\n"
      "0: crl not listed seen url 11-11-12 0a01\n"
      "0: 250 ms\n" },
    { "two questions in one frame, their answers in order",
      { "0 tls12", "5 open @50", "5 C A get list @80", "5 S A good @180",
        "5 S A list-of-one @300", "0 end12 @400", NULL },
      "0: ocsp-get good seen certificate 6-9-10 0a01\n"
      "0: crl not listed seen url 9-9-11 0a01\n"
      "0: 260 ms\n" },
    { "two questions, two answers in one frame",
      { "0 tls12", "5 open @50", "5 C A get @80", "5 C A list @90", "5 S A good list-of-one @300",
        "0 end12 @400", NULL },
      "0: ocsp-get good seen certificate 6-9-11 0a01\n"
      "0: crl not listed seen url 10-10-11 0a01\n"
      "0: 260 ms\n" },
    { "a page between questions",
      { "0 tls12", "5 open @50", "5 C A page @80", "5 C A get @90", "5 S A 404 @200",
        "5 S A good @300", "0 end12 @400", NULL },
      "0: ocsp-get good seen certificate 10-10-12 0a01\n"
      "0: 220 ms\n" },
    { "a question on a connection that was there before",
      { "5 open @0", "0 tls12 @100", "5 C A get @150", "5 S A good @300", "0 end12 @400", NULL },
      "0: ocsp-get good seen certificate 9-9-10 0a01\n"
      "0: 160 ms\n" },
    { "100 is no answer yet",
      { "0 tls12", "5 open @50", "5 C A post @80", "5 S A 100 @180", "5 S A good @300",
        "0 end12 @400", NULL },
      "0: ocsp-post good seen certificate 6-9-11 0a01\n"
      "0: 260 ms\n" },
    { "100, and no more",
      { "0 tls12", "5 open @50", "5 C A post @80", "5 S A 100 @180", "5 S FA @300",
        "0 end12 @400", NULL },
      "0: ocsp-post no answer seen certificate 6-9-0 0a01\n"
      "0: 260 ms\n"
      "0: note no-status\n" },
    { "a response without request",
      { "0 tls12", "5 open @50", "5 S A good @80", "5 C A get @90", "5 S A revoked @190",
        "0 end12 @400", NULL },
      "0: ocsp-get other certificate seen certificate 6-10-11 0a01\n"
      "0: 150 ms\n"
      "0: note no-status\n" },
    { "messages from the wrong end",
      { "0 tls12", "5 open @50", "5 S A get @80", "5 C A get @90", "5 C A good @190",
        "0 end12 @400", NULL },
      "0: ocsp-get no answer seen certificate 6-10-0 0a01\n"
      "0: 350 ms\n"
      "0: note no-status\n" },
    { "no answer",
      { "0 tls12", "5 open @50", "5 C A get @80", "0 end12 @400", NULL },
      "0: ocsp-get no answer seen certificate 6-9-0 0a01\n"
      "0: 350 ms\n"
      "0: note no-status\n" },
    { "closed without answer",
      { "0 tls12", "5 open @50", "5 C A get @80", "5 S FA @180", "0 end12 @400", NULL },
      "0: ocsp-get no answer seen certificate 6-9-0 0a01\n"
      "0: 140 ms\n"
      "0: note no-status\n" },
    { "reset",
      { "0 tls12", "5 open @50", "5 C A get @80", "5 S R @180", "0 end12 @400", NULL },
      "0: ocsp-get refused seen certificate 6-9-10 0a01\n"
      "0: 140 ms\n"
      "0: note no-status\n" },
    { "the client gives up",
      { "0 tls12", "5 open @50", "5 C A get @80", "5 C R @180", "0 end12 @400", NULL },
      "0: ocsp-get no answer seen certificate 6-9-0 0a01\n"
      "0: 140 ms\n"
      "0: note no-status\n" },
    { "the client closes its half, and is answered",
      { "0 tls12", "5 open @50", "5 C A get @80", "5 C FA @90", "5 S A good @180",
        "0 end12 @400", NULL },
      "0: ocsp-get good seen certificate 6-9-11 0a01\n"
      "0: 140 ms\n" },
    { "an answer cut short",
      { "0 tls12", "5 open @50", "5 C A get @80", "5 S A len=100 @180", "5 S FA @200",
        "0 end12 @400", NULL },
      "0: ocsp-get answer cut short seen certificate 6-9-11 0a01\n"
      "0: 160 ms\n"
      "0: note no-status\n" },
    { "two questions, one answer cut short",
      { "0 tls12", "5 open @50", "5 C A get list @80", "5 S A len=100 @180", "5 S R @200",
        "0 end12 @400", NULL },
      "0: ocsp-get answer cut short seen certificate 6-9-11 0a01\n"
      "0: crl refused seen url 9-9-11 0a01\n"
      "0: 160 ms\n"
      "0: note no-status\n"
      "0: note no-status\n" },
    { "two questions, one answer, and the end in its frame",
      { "0 tls12", "5 open @50", "5 C A get list @80", "5 S FA good @180", "0 end12 @400", NULL },
      "0: ocsp-get good seen certificate 6-9-10 0a01\n"
      "0: crl no answer seen url 9-9-0 0a01\n"
      "0: 140 ms\n" },
    { "a truncated response",
      { "0 tls12", "5 open @50", "5 C A get @80", "5 S A half @180", "0 end12 @400", NULL },
      "0: ocsp-get answer cut short seen certificate 6-9-10 0a01\n"
      "0: 140 ms\n"
      "0: note no-status\n" },
    { "a response about another certificate",
      { "0 tls12", "5 open @50", "5 C A get @80", "5 S A revoked @180", "0 end12 @400", NULL },
      "0: ocsp-get other certificate seen certificate 6-9-10 0a01\n"
      "0: 140 ms\n"
      "0: note no-status\n" },
    { "a response about another issuer's certificate of that number",
      { "0 tls12", "5 open @50", "5 C A get @80", "5 S A issuer @180", "0 end12 @400", NULL },
      "0: ocsp-get other certificate seen certificate 6-9-10 0a01\n"
      "0: 140 ms\n"
      "0: note no-status\n" },
    { "an HTTP error",
      { "0 tls12", "5 open @50", "5 C A get @80", "5 S A 404 @180", "0 end12 @400", NULL },
      "0: ocsp-get HTTP error seen certificate 6-9-10 0a01 HTTP 404\n"
      "0: 140 ms\n"
      "0: note no-status\n" },
    { "a redirect, followed",
      { "0 tls12", "5 open @50", "5 C A get @80", "5 S A 301 @180", "6 open @190",
        "6 C A get @220", "6 S A good @280", "0 end12 @400", NULL },
      "0: ocsp-get HTTP error seen certificate 6-9-10 0a01 HTTP 301\n"
      "0: ocsp-get good seen certificate 11-14-15 0a01\n"
      "0: 240 ms\n" },
    { "after the handshake",
      { "0 tls12", "0 C A M16/66 ccs enc/40 @60", "0 S A ccs enc/40 @70", "5 open @80",
        "5 C A get @110", "5 S A good @280", "0 C A app/100 @300", "0 S A app/100 @310", NULL },
      "0: ocsp-get good seen certificate 8-11-12 0a01\n"
      "0: 210 ms\n" },
    { "after the first request",
      { "0 tls12", "0 end12 @60", "5 open @200", "5 C A get @230", "5 S A good @280", NULL },
      "0: ocsp-get good seen certificate 10-13-14 0a01\n" },
    { "by time, after the handshake and before the first request",
      { "0 tls13", "0 C A ccs app/53 @60", "5 open @80", "5 C A get @110", "5 S A good @280",
        "0 C A app/100 @300", "0 S A app/100 @310", NULL },
      "0: ocsp-get good inferred ready 7-10-11 0a01\n"
      "0: 210 ms\n" },
    { "by time, after the first request: nothing",
      { "0 tls13", "0 end13 @60", "5 open @200", "5 C A get @230", "5 S A good @280", NULL },
      "" },
    { "a closed connection is no candidate",
      { "0 tls12", "0 end12 @60", "0 close @150", "5 open @200", "5 C A get @230",
        "5 S A good @280", NULL },
      "" },
    { "an alert ends the wait by time",
      { "0 tls13", "0 C A alert/2/48 @60", "5 open @80", "5 C A get @110", "5 S A good @180",
        NULL },
      "" },
    { "questions that overlap count once",
      { "0 tls12", "5 open @50", "6 open @90", "6 C A list @120", "5 C A get @130",
        "5 S A good @200", "6 S A list-of-one @300", "0 end12 @400", NULL },
      "0: ocsp-get good seen certificate 6-13-14 0a01\n"
      "0: crl not listed seen url 9-12-15 0a01\n"
      "0: 260 ms\n" },
    { "questions that began together",
      { "0 tls12", "5 C S @100", "6 C S @100", "5 C A get @120", "6 C A list @120",
        "5 S A good @150", "6 S A list-of-one @300", "0 end12 @400", NULL },
      "0: ocsp-get good seen certificate 6-8-10 0a01\n"
      "0: crl not listed seen url 7-9-11 0a01\n"
      "0: 200 ms\n" },
    { "a connection attempt to the address that the certificate gives",
      { "0 tls12-literal", "5 C S @50", "5 C S @1050", "0 end12 @2000", NULL },
      "0: connect no answer seen url 6-0-0 0a01\n"
      "0: 1950 ms\n"
      "0: note no-status\n" },
    { "a connection attempt that is refused",
      { "0 tls12-literal", "5 C S @50", "5 S RA @60", "0 end12 @400", NULL },
      "0: connect refused seen url 6-0-7 0a01\n"
      "0: 10 ms\n"
      "0: note no-status\n" },
    { "a connection attempt that becomes a request",
      { "0 tls12-literal", "5 open @50", "5 C A get @80", "5 S A good @180", "0 end12 @400", NULL },
      "0: ocsp-get good seen certificate 6-9-10 0a01\n"
      "0: 140 ms\n" },
    { "a connection attempt that becomes another request",
      { "0 tls12-literal", "5 open @50", "5 C A get-unknown @80", "5 S A unknown @180",
        "0 end12 @400", NULL },
      "" },
    { "a connection attempt that becomes something else",
      { "0 tls12-literal", "5 open @50", "5 C A post-page @80", "5 S A 404 @180", "0 end12 @400",
        NULL },
      "" },
    { "a connection attempt that is refused, and becomes a request after all",
      { "0 tls12-literal", "5 C S @50", "5 S RA @60", "5 open @70", "5 C A get @100",
        "5 S A good @180", "0 end12 @400", NULL },
      "0: ocsp-get good seen certificate 6-11-12 0a01\n"
      "0: 140 ms\n" },
    { "a connection attempt that is refused, and becomes something else",
      { "0 tls12-literal", "5 C S @50", "5 S RA @60", "5 open @70", "5 C A post-page @100",
        "5 S A 404 @180", "5 S FA @190", "0 end12 @400", NULL },
      "" },
    { "a connection attempt, and an answer to what was not captured",
      { "0 tls12-literal", "5 open @50", "5 S A good @180", "0 end12 @400", NULL },
      "" },
    { "a connection attempt that speaks TLS",
      { "0 tls12-literal", "5 open @50", "5 C A CH @80", "5 S A SH cert12 M14/0 @90",
        "0 end12 @400", NULL },
      "" },
    { "a connection attempt to another port",
      { "0 tls12-port", "5 C S @50", "5 C S @1050", "0 end12 @2000", NULL },
      "" },
    { "a connection attempt that nothing waits for",
      { "0 tls12-literal", "0 end12 @60", "5 C S @150", NULL },
      "" },
    { "two certificates in one question",
      { "0 tls12", "5 open @50", "5 C A post-two @80", "5 S A good @180", "0 end12 @400", NULL },
      "0: ocsp-post good seen certificate 6-9-10 0a01\n"
      "0: 140 ms\n" },
    { "plain HTTP before any TLS",
      { "5 open @0", "5 C A get @30", "0 tls12 @50", "5 S A good @180", "0 end12 @400", NULL },
      "" },
    { "another hash",
      { "0 tls12", "5 open @50", "5 C A post-256 @80", "5 S A good @380", "0 end12 @400", NULL },
      "0: ocsp-post good seen certificate 6-9-10 0a01\n"
      "0: 340 ms\n" },
    { "an errand goes on over several hops",
      { "0 tls12", "5 open @50", "5 C A get @80", "0 C A M16/66 ccs enc/40 @300",
        "0 S A ccs enc/40 @310", "5 S A good @450", "0 C A app/100 @460", "0 S A app/100 @470",
        NULL },
      "0: ocsp-get good seen certificate 6-9-12 0a01\n"
      "0: 390 ms\n" },
    { "the same answer twice is one note",
      { "0 tls12-literal", "5 open @50", "5 C A get @80", "5 S A 404 @90", "5 C A get @100",
        "5 S A 404 @110", "5 C A post @120", "5 S A 404 @130", "0 end12 @400", NULL },
      "0: ocsp-get HTTP error seen certificate 6-9-10 0a01 HTTP 404\n"
      "0: ocsp-get HTTP error seen certificate 11-11-12 0a01 HTTP 404\n"
      "0: ocsp-post HTTP error seen certificate 13-13-14 0a01 HTTP 404\n"
      "0: 90 ms\n"
      "0: note no-status\n" },
    { "a client's flight that may go on",
      { "0 tls13", "0 C A ccs app/120 @60", "5 open @80", "5 C A get @110", "5 S A good @180",
        "0 C A app/53 @200", "0 S A app/500 @210", NULL },
      "0: ocsp-get good inferred waiting 7-10-11 0a01\n"
      "0: 110 ms\n" },
    { "stapled",
      { "0 hello12 @95270010000", "0 S A cert12 status-good M14/0", NULL },
      "0: stapled good in 6, 1 hour\n" },
    { "stapled, of another certificate",
      { "0 hello12 @95270010000", "0 S A cert12 status-revoked M14/0", NULL },
      "0: stapled other certificate in 6\n" },
    { "stapled, of another issuer",
      { "0 hello12 @95270010000", "0 S A cert12 status-issuer M14/0", NULL },
      "0: stapled other certificate in 6\n" },
    { "stapled, several",
      { "0 hello12 @95270010000", "0 S A cert12 status-several M14/0", NULL },
      "0: stapled good in 6, 1 hour\n" },
    { "stapled, of a type that is not known",
      { "0 hello12 @95270010000", "0 S A cert12 status-of-type-3 M14/0", NULL },
      "" },
    { "stapled, truncated",
      { "0 hello12 @95270010000", "0 S A cert12 status-half M14/0", NULL },
      "0: stapled answer cut short in 6\n" },
    { "stapled, empty",
      { "0 hello12 @95270010000", "0 S A cert12 status-empty M14/0", NULL },
      "" },
    { "stapled before its time",
      { "0 hello12", "0 S A cert12 status-good M14/0", NULL },
      "0: stapled good in 6\n" },
    { "stapled, out of date",
      { "0 hello12 @95957610000", "0 S A cert12 status-good M14/0", NULL },
      "0: stapled good in 6, 8 days, out of date\n" },
    { "stapled in TLS 1.3",
      { "0 hello13 @95270010000", "0 S A status13-good", NULL },
      "0: stapled good in 6, 1 hour\n" },
    { "stapled, and the certificate is not readable",
      { "0 hello12 @95270010000", "0 S A CERT12/900 status-revoked M14/0", NULL },
      "0: stapled revoked in 6, 1 hour\n"
      "0: note revoked-staple\n" },
/* clang-format on */
