;;; Unification (Robinson 1965) and Prolog in Lisp: facts and rules, proven depth first with backtracking.

(defconstant *fail* 'fail)

(defun var? (item) (and (symbolp item) item (string= (subseq (symbol-name item) 0 1) "?")))

(defun look-up (item bindings)
  "Follow variables to what they stand for."
  (let ((known (and (var? item) (assoc item bindings))))
    (if known (look-up (cdr known) bindings) item)))

(defun unify (one other &optional bindings)
  "Bindings under which both are equal, or fail."
  (if (eq bindings *fail*)
      *fail*
      (let ((x (look-up one bindings)) (y (look-up other bindings)))
        (cond ((eql x y) bindings)
              ((var? x) (if (inside? x y bindings) *fail* (cons (cons x y) bindings)))
              ((var? y) (unify y x bindings))
              ((and (consp x) (consp y))
               (unify (rest x) (rest y) (unify (first x) (first y) bindings)))
              (t *fail*)))))

(defun inside? (variable term bindings)
  (let ((item (look-up term bindings)))
    (cond ((eq item variable) t)
          ((consp item) (or (inside? variable (first item) bindings) (inside? variable (rest item) bindings)))
          (t nil))))

(defun fill-in-all (term bindings)
  (let ((item (look-up term bindings)))
    (if (consp item)
        (cons (fill-in-all (first item) bindings) (fill-in-all (rest item) bindings))
        item)))

;;; Prolog

(defvar *clauses* nil)
(defvar *renamed* 0)

(defmacro <- (&body clause)
  `(progn (setf *clauses* (append *clauses* (list ',clause))) ',(first clause)))

(defun variables-in (term &optional found)
  (cond ((var? term) (adjoin term found))
        ((consp term) (variables-in (rest term) (variables-in (first term) found)))
        (t found)))

(defun renamed (clause)
  (incf *renamed*)
  (sublis (mapcar #'(lambda (v) (cons v (intern (format nil "~a.~a" v *renamed*)))) (variables-in clause))
          clause))

(defun prove (goals bindings found)
  "Call FOUND with the bindings of each proof; it stops the search by a value that is not nil."
  (cond ((eq bindings *fail*) nil)
        ((null goals) (funcall found bindings))
        (t (some #'(lambda (clause)
                     (if (eq (first (first clause)) (first (first goals)))
                         (let ((own (renamed clause)))
                           (prove (append (rest own) (rest goals)) (unify (first goals) (first own) bindings) found))
                         nil))
                 *clauses*))))

(defun all-answers (goal)
  "The goal, filled in for each proof."
  (let ((answers nil))
    (prove (list goal) nil #'(lambda (bindings) (push (fill-in-all goal bindings) answers) nil))
    (reverse answers)))

(<- (parent ann bob))
(<- (parent bob cy))
(<- (parent cy dee))
(<- (ancestor ?x ?y) (parent ?x ?y))
(<- (ancestor ?x ?z) (parent ?x ?y) (ancestor ?y ?z))
(<- (joined nil ?l ?l))
(<- (joined (?x . ?l) ?m (?x . ?n)) (joined ?l ?m ?n))
