;;; Macros and functions that are best said in Lisp itself.

(defmacro when (test &body body) `(if ,test (progn ,@body)))
(defmacro unless (test &body body) `(if ,test nil (progn ,@body)))
(defmacro push (item place) `(setf ,place (cons ,item ,place)))
(defmacro pop (place) `(prog1 (first ,place) (setf ,place (rest ,place))))
(defmacro incf (place &optional (by 1)) `(setf ,place (+ ,place ,by)))
(defmacro decf (place &optional (by 1)) `(setf ,place (- ,place ,by)))
(defmacro pushnew (item place &key (test '#'eql)) `(setf ,place (adjoin ,item ,place :test ,test)))

(defmacro prog1 (first &body body)
  (let ((value (gensym)))
    `(let ((,value ,first)) ,@body ,value)))

(defmacro dolist (spec &body body)
  (let ((rest (gensym)))
    `(let ((,rest ,(second spec)))
       (loop
         (if (null ,rest) (return ,(third spec)))
         (let ((,(first spec) (first ,rest))) ,@body)
         (setf ,rest (rest ,rest))))))

(defmacro dotimes (spec &body body)
  (let ((count (gensym)) (at (gensym)))
    `(let ((,count ,(second spec)) (,at 0))
       (loop
         (if (>= ,at ,count) (return ,(third spec)))
         (let ((,(first spec) ,at)) ,@body)
         (setf ,at (+ ,at 1))))))

(defmacro do (bindings end &body body)
  (let ((steps (remove-if-not #'third bindings)) (new (gensym)))
    `(let ,(mapcar #'(lambda (b) (list (first b) (second b))) bindings)
       (loop
         (if ,(first end) (return (progn ,@(rest end))))
         ,@body
         (let ((,new (list ,@(mapcar #'third steps))))
           ,@(mapcar #'(lambda (b) `(setf ,(first b) (pop ,new))) steps))))))

(defmacro case (key &body clauses)
  (let ((value (gensym)))
    `(let ((,value ,key))
       (cond ,@(mapcar #'(lambda (clause)
                           (cond ((member (first clause) '(t otherwise)) `(t ,@(rest clause)))
                                 ((listp (first clause)) `((member ,value ',(first clause)) ,@(rest clause)))
                                 (t `((eql ,value ',(first clause)) ,@(rest clause)))))
                       clauses)))))
