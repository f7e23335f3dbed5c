# What the PURE rooms need from outside, read from their plain objects: nothing but memory, text and
# arithmetic of libc, and each other.
get_property(pure_rooms GLOBAL PROPERTY JIAOHAO_PURE)
set(arguments)
foreach(room IN LISTS pure_rooms)
	get_property(uses GLOBAL PROPERTY JIAOHAO_PURE_ROOMS_${room})
	list(JOIN uses "," uses)
	list(APPEND arguments "${room}:${uses}:$<TARGET_FILE:${room}_plain>")
endforeach()
add_test(NAME test_purity
	COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_purity.py ${CMAKE_NM} ${arguments})
set_tests_properties(test_purity PROPERTIES LABELS unit TIMEOUT 60)
