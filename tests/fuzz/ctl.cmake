jiaohao_fuzz(NAME fuzz_wire_view SOURCES fuzz/fuzz_wire_view.c ROOMS drivers_wire_codec)
