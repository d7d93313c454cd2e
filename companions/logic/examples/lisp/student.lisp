;;; Word problems (Bobrow 1964): sentences become equations, and these are solved one unknown after another.
;;; Needs patterns.lisp.

(defparameter *phrases*
  '((((?* ?x) and (?* ?y)) both ?x ?y)
    (((?* ?x) is (?* ?y)) = ?x ?y)
    (((?* ?x) are (?* ?y)) = ?x ?y)
    (((?* ?x) equals (?* ?y)) = ?x ?y)
    ((the sum of (?* ?x) plus (?* ?y)) + ?x ?y)
    (((?* ?x) plus (?* ?y)) + ?x ?y)
    (((?* ?x) more than (?* ?y)) + ?y ?x)
    (((?* ?x) less than (?* ?y)) - ?y ?x)
    (((?* ?x) minus (?* ?y)) - ?x ?y)
    (((?* ?x) times (?* ?y)) * ?x ?y)
    ((twice (?* ?x)) * 2 ?x)
    ((half of (?* ?x)) / ?x 2)
    (((?* ?x) divided by (?* ?y)) / ?x ?y)
    (((?* ?x) percent of (?* ?y)) / (* ?x ?y) 100)))

(defparameter *little-words* '(a an the of what how many much))

(defun translate (words)
  "The expression or equation that words stand for; what no phrase fits is the name of a number."
  (let ((rule (find-if #'(lambda (each) (fits? each words)) *phrases*)))
    (cond ((and (null (rest words)) (numberp (first words))) (first words))
          (rule (build (rest rule) (match (first rule) words)))
          (t (name-of words)))))

(defun fits? (rule words)
  "Whether a phrase fits, with no part of it empty."
  (let ((found (match (first rule) words)))
    (and (not (eq found *no*)) (every #'cdr found))))

(defun build (template bindings)
  (mapcar #'(lambda (part)
              (cond ((consp part) (build part bindings))
                    ((variable? part) (translate (cdr (assoc part bindings))))
                    (t part)))
          template))

(defun name-of (words)
  (intern (format nil "~{~a~^-~}" (set-difference words *little-words*))))

(defun equations (expression)
  (if (eq (first expression) 'both)
      (mapcan #'equations (rest expression))
      (list expression)))

;;; Equations

(defun unknowns (expression)
  (cond ((consp expression) (remove-duplicates (mapcan #'unknowns (rest expression))))
        ((numberp expression) nil)
        (t (list expression))))

(defun value (expression)
  (if (consp expression)
      (apply (symbol-function (first expression)) (mapcar #'value (rest expression)))
      expression))

(defun occurs (name expression)
  (member name (unknowns expression)))

(defun isolate (name left right)
  "The value of the one unknown, which occurs once in LEFT = RIGHT: each step takes one operation to the other side."
  (cond ((occurs name right) (isolate name right left))
        ((eq left name) (value right))
        (t (let ((operation (first left)) (x (second left)) (y (third left)))
             (if (occurs name x)
                 (isolate name x (list (cdr (assoc operation '((+ . -) (- . +) (* . /) (/ . *)))) right y))
                 (isolate name y (case operation
                                   (+ (list '- right x))
                                   (* (list '/ right x))
                                   (t (list operation x right)))))))))

(defun solve (equations known)
  "Pairs of unknown and value, in the order in which they were found."
  (let ((next (find-if #'(lambda (equation) (= (length (unknowns equation)) 1)) equations)))
    (if (null next)
        (reverse known)
        (let* ((name (first (unknowns next)))
               (found (isolate name (second next) (third next))))
          (solve (remove-if-not #'unknowns (sublis (list (cons name found)) equations))
                 (cons (list name found) known))))))

(defun student (words)
  "Solve a problem in words; each sentence is a list of them."
  (solve (mapcan #'(lambda (sentence) (equations (translate sentence))) words) nil))
