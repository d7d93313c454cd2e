;;; Noughts and crosses, played perfectly: a position is worth what the best answer to it leaves (negamax with alpha-beta
;;; cut-offs, Knuth and Moore 1975). A board is a list of nine, row by row: x, o or -.

(defparameter *lines* '((0 1 2) (3 4 5) (6 7 8) (0 3 6) (1 4 7) (2 5 8) (0 4 8) (2 4 6)))

(defun other (player) (if (eq player 'x) 'o 'x))

(defun won? (board player)
  (some #'(lambda (line) (every #'(lambda (at) (eq (nth at board) player)) line)) *lines*))

(defun free (board)
  (let ((places nil))
    (dotimes (at 9 (reverse places))
      (if (eq (nth at board) '-) (push at places)))))

(defun put-at (board at player)
  (append (subseq board 0 at) (list player) (nthcdr (+ at 1) board)))

(defun worth (board player low high)
  "1 if the player, whose turn it is, wins, 0 for a draw, -1; exact only between LOW and HIGH."
  (cond ((won? board (other player)) -1)
        ((null (free board)) 0)
        (t (let ((best low))
             (dolist (at (free board) best)
               (let ((value (- (worth (put-at board at player) (other player) (- high) (- best)))))
                 (if (> value best) (setf best value))
                 (if (>= best high) (return best))))))))

(defun best-place (board player)
  (let ((best -2) (place nil))
    (dolist (at (free board) place)
      (let ((value (- (worth (put-at board at player) (other player) -1 1))))
        (when (> value best)
          (setf best value)
          (setf place at))))))

(defun play (board player)
  "Let both sides play their best; the last board, or the winner."
  (cond ((won? board (other player)) (other player))
        ((null (free board)) 'draw)
        (t (play (put-at board (best-place board player) player) (other player)))))
