print("4 ropes, 2 anchors, 1 lamp")
