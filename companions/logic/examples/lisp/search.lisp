;;; Search: one function, which differs by how new states join those that wait (Norvig 1992, chapter 6).

(defun tree-search (states goal? successors combine)
  "The first state that is a goal; COMBINE says in which order states wait."
  (cond ((null states) 'not-found)
        ((funcall goal? (first states)) (first states))
        (t (tree-search (funcall combine (funcall successors (first states)) (rest states))
                        goal? successors combine))))

(defun depth-first (start goal? successors)
  (tree-search (list start) goal? successors #'append))

(defun breadth-first (start goal? successors)
  (tree-search (list start) goal? successors #'(lambda (new old) (append old new))))

(defun best-first (start goal? successors cost &optional (width 1000))
  "The cheapest first, and never more than WIDTH at a time: a beam."
  (tree-search (list start) goal? successors
               #'(lambda (new old)
                   (let ((sorted (sort (append new old) #'< :key cost)))
                     (if (> (length sorted) width) (subseq sorted 0 width) sorted)))))

;;; Roads: a state is the way that was gone, the newest town first.

(defparameter *roads*
  '((arun (bex 4) (cole 9)) (bex (cole 3) (dorn 8)) (cole (dorn 2) (eyle 12)) (dorn (eyle 5)) (eyle)))

(defun steps (way)
  (mapcar #'(lambda (road) (cons (first road) way))
          (remove-if #'(lambda (road) (member (first road) way)) (rest (assoc (first way) *roads*)))))

(defun way-length (way)
  (if (null (rest way))
      0
      (+ (second (assoc (first way) (rest (assoc (second way) *roads*)))) (way-length (rest way)))))

(defun way-to (town)
  (reverse (best-first '(arun) #'(lambda (way) (eq (first way) town)) #'steps #'way-length)))

(defun halves (n) (list (* 2 n) (+ 1 (* 2 n))))
