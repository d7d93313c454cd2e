;;; A listener that understands nothing (Weizenbaum 1966): rules turn what one says into a question.
;;; Needs patterns.lisp.

(defparameter *rules*
  '((((?* ?x) hello (?* ?y)) (hello what brings you here))
    (((?* ?x) computer (?* ?y)) (do machines worry you) (what do you think machines have to do with it))
    (((?* ?x) I dreamed (?* ?y)) (did you dream ?y before) (who else was in that dream))
    (((?* ?x) my mother (?* ?y)) (tell me more about your mother))
    (((?* ?x) I want (?* ?y)) (what would it mean if you got ?y) (why do you want ?y))
    (((?* ?x) I am (?* ?y)) (how long have you been ?y) (are you glad to be ?y))
    (((?* ?x) I feel (?* ?y)) (do you often feel ?y))
    (((?* ?x) because (?* ?y)) (is that the real reason))
    (((?* ?x) you (?* ?y) me) (why do you say that I ?y you))
    (((?* ?x) no (?* ?y)) (why not) (you are being negative))
    (((?* ?x)) (go on) (I see) (what does that suggest to you))))

(defparameter *turned-round*
  '((I . you) (me . you) (my . your) (am . are) (you . I) (your . my) (mine . yours)))

(defun pick (items) (nth (random (length items)) items))

(defun answer (sentence &optional (rules *rules*))
  "What the first rule that fits says to a list of words."
  (let ((found (match (first (first rules)) sentence)))
    (if (eq found *no*)
        (answer sentence (rest rules))
        (fill-in (pick (rest (first rules)))
                 (mapcar #'(lambda (pair) (cons (car pair) (sublis *turned-round* (cdr pair)))) found)))))

(defun talk (sentences)
  (dolist (sentence sentences)
    (format t "> ~{~a~^ ~}~%~{~a~^ ~}~%" sentence (answer sentence))))
