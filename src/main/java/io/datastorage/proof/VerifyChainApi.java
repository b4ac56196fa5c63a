package io.datastorage.proof;

import org.springframework.http.ResponseEntity;

import jakarta.servlet.http.HttpServletRequest;

interface VerifyChainApi {
    ResponseEntity<byte[]> verifyChain(HttpServletRequest request);
}
