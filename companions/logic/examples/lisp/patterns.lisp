;;; Patterns with variables: ?x stands for one item, (?* ?x) for any number of them.
;;; ELIZA and STUDENT stand on this. (Norvig 1992, chapters 5 and 6, describe such matchers.)

(defconstant *no* 'no-match)

(defun variable? (item)
  (and (symbolp item) item (string= (subseq (symbol-name item) 0 1) "?")))

(defun segment? (pattern)
  (and (consp pattern) (consp (first pattern)) (eq (first (first pattern)) '?*)))

(defun match (pattern input &optional bindings)
  "Bindings that turn the pattern into the input, or no-match."
  (cond ((eq bindings *no*) *no*)
        ((variable? pattern) (bind pattern input bindings))
        ((segment? pattern) (if (listp input) (match-segment pattern input bindings 0) *no*))
        ((and (consp pattern) (consp input))
         (match (rest pattern) (rest input) (match (first pattern) (first input) bindings)))
        ((equal pattern input) bindings)
        (t *no*)))

(defun bind (variable value bindings)
  (let ((known (assoc variable bindings)))
    (cond ((eq bindings *no*) *no*)
          ((null known) (cons (cons variable value) bindings))
          ((equal (cdr known) value) bindings)
          (t *no*))))

(defun match-segment (pattern input bindings count)
  "Let the segment take COUNT items, or more if the rest does not fit then."
  (if (> count (length input))
      *no*
      (let ((found (match (rest pattern)
                          (nthcdr count input)
                          (bind (second (first pattern)) (subseq input 0 count) bindings))))
        (if (eq found *no*)
            (match-segment pattern input bindings (+ count 1))
            found))))

(defun fill-in (template bindings)
  "The template with each variable's value; values that are lists are spliced in."
  (mapcan #'(lambda (item)
              (let ((known (assoc item bindings)))
                (cond ((null known) (list item))
                      ((listp (cdr known)) (cdr known))
                      (t (list (cdr known))))))
          template))
