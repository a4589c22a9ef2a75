<?php
// WordPress asks no address of its own machine for oEmbed; the advisor of the tests has one.
add_filter( 'http_request_host_is_external', '__return_true' );
add_filter(
	'http_allowed_safe_ports',
	function ( $ports ) {
		return array_merge( $ports, array( (int) getenv( 'ADVISOR_PORT' ) ) );
	}
);
