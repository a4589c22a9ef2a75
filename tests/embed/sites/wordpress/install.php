<?php
// Installs the blog and writes a post for each text on standard input (a JSON object by slug).
define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST'] = parse_url( getenv( 'BLOG_ADDRESS' ), PHP_URL_HOST );
require __DIR__ . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( 'Harbour', 'editor', 'editor@example.org', true, '', 'only-for-tests' );
wp_set_current_user( 1 ); // an administrator, who may write unfiltered HTML
foreach ( json_decode( stream_get_contents( STDIN ), true ) as $slug => $text ) {
	$post = array(
		'post_name'    => $slug,
		'post_title'   => 'Choosing a platform',
		'post_content' => wp_slash( $text ),
		'post_status'  => 'publish',
	);
	echo $slug, ' ', wp_insert_post( $post ), "\n";
}
