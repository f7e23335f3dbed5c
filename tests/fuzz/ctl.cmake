jiaohao_fuzz(NAME fuzz_wire_view FRAMES SOURCES fuzz/fuzz_wire_view.c ROOMS drivers_wire_codec)
jiaohao_fuzz(NAME fuzz_wire_record SOURCES fuzz/fuzz_wire_record.c ROOMS ui_ctl_codec)
